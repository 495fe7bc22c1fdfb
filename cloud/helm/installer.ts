import { join } from 'node:path';
import type { Construct } from 'constructs';
import { AssetType, TerraformAsset } from '../l1/core';
import { Release } from '../l1/helm';

/** A chart, where it comes from, and its version. */
export interface Chart {
  readonly chart: string;
  /** @default - `chart` is a whole address */
  readonly repository?: string;
  readonly version: string;
}

/** Charts of Istio have its version. */
const ISTIO_CHARTS = 'https://istio-release.storage.googleapis.com/charts';

/** What is asked for of one chart, or of those of Istio. */
export interface ChartProps {
  /** A mirror of the charts. @default - where their makers publish them */
  readonly repository?: string;
  /** @default - that of the table */
  readonly version?: string;
  /** Values beside those of the stack; theirs win. @default - none */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What one release is to be. */
export interface InstallProps {
  /** Of the release. @default - that of the chart */
  readonly name?: string;
  /** Where the release is, and what of its chart names no other; it is made if it is not there. */
  readonly namespace: string;
  /** Those of the stack, over those of the chart. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What has to be installed before. @default - nothing */
  readonly after?: readonly Release[];
}

/**
 * Installs charts into the cluster.
 *
 * - A release that fails is taken back whole, and one is done when its pods are ready.
 * - Values are one document of JSON, which helm reads as YAML.
 */
export class Installer<Name extends string = never> {
  private objectsChart: TerraformAsset | undefined;

  public constructor(
    private readonly scope: Construct,
    private readonly charts: Readonly<Record<Name, Chart>>,
    private readonly asked: Partial<Readonly<Record<Name | 'istio', ChartProps>>>,
  ) {}

  public chart(name: Name, props: InstallProps): Release {
    return this.release(props.name ?? name, this.charts[name], this.asked[name] ?? {}, props);
  }

  /** A chart of Istio in a version. */
  public istio(name: string, chart: string, version: string, props: InstallProps): Release {
    return this.release(name, { chart, repository: ISTIO_CHARTS, version }, this.asked.istio ?? {}, props);
  }

  /** Objects that no chart has, by the chart that lies beside the stack. */
  public objects(name: string, props: Omit<InstallProps, 'values'> & { objects: readonly object[] }): Release {
    const { objects, ...rest } = props;
    this.objectsChart ??= new TerraformAsset(this.scope, 'objects-chart', {
      path: join(__dirname, 'objects-chart'),
      type: AssetType.DIRECTORY,
    });
    const chart = `\${path.module}/${this.objectsChart.path}`;
    return this.release(name, { chart, version: '1.0.0' }, {}, { ...rest, values: { objects } });
  }

  private release(name: string, chart: Chart, asked: ChartProps, { namespace, values, after }: InstallProps): Release {
    return new Release(this.scope, name, {
      name,
      chart: chart.chart,
      repository: asked.repository ?? chart.repository,
      version: asked.version ?? chart.version,
      namespace,
      createNamespace: true,
      atomic: true,
      wait: true,
      timeout: 600,
      maxHistory: 5,
      values: [JSON.stringify(values), ...(asked.values === undefined ? [] : [JSON.stringify(asked.values)])],
      dependsOn: after === undefined ? undefined : [...after],
    });
  }
}
