import { ApiObject, App, Chart, Names } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConstructUseError } from '../axon-error';
import { show } from '../construct-use';
import { printYaml } from './print-yaml';

/** The objects of one chart, which stand in one file. */
export interface Manifest {
  /** Of the file, without a folder. */
  readonly name: string;
  /** In the order in which they can be applied. */
  readonly objects: readonly object[];
}

/**
 * What `app.synth()` would write, as data: one manifest for each chart, named and ordered as cdk8s does.
 *
 * @throws AxonSpecError for whatever is wrong with the axons of the app
 */
export function manifestsOf(app: App): readonly Manifest[] {
  if (!Construct.isConstruct(app)) throw new ConstructUseError('app', `manifestsOf needs an App, got ${show(app)}`);
  const nodes = app.node.findAll();
  return isFlat(nodes) ? flatManifests(app, nodes) : orderedManifests(app);
}

/** Whether the tree says the order of everything: no chart within another, nothing that depends on anything. */
function isFlat(nodes: readonly IConstruct[]): boolean {
  return nodes.every((construct) => {
    if (construct.node.dependencies.length > 0) return false;
    if (!Chart.isChart(construct)) return true;
    return construct.toJson === Chart.prototype.toJson && construct.node.scope instanceof App;
  });
}

/** One walk for all charts; cdk8s prepares and checks the whole app once more for each of them. */
function flatManifests(app: App, nodes: readonly IConstruct[]): readonly Manifest[] {
  const faults = nodes.flatMap(({ node }) => node.validate().map((fault) => `[${node.path}] ${fault}`));
  if (faults.length > 0) throw new Error(`Validation failed with the following errors:\n  ${faults.join('\n  ')}`);
  // In an object, since cdk8s puts charts into one: names that are numbers come first.
  const charts = Object.fromEntries(nodes.filter(Chart.isChart).map((chart) => [chart.node.path, chart as Chart]));
  return Object.values(charts).map((chart) => ({
    name: `${Names.toDnsLabel(chart)}${app.outputFileExtension}`,
    objects: chart.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => (object as ApiObject).toJson() as object),
  }));
}

function orderedManifests(app: App): readonly Manifest[] {
  const objects = new Map(app.charts.map((chart) => [chart, chart.toJson() as object[]]));
  // Synthesis finds out which charts depend on each other; these are numbered in the order in which they are applied.
  const charts = app.charts;
  const numbered = charts.some(({ node }) => node.dependencies.some((on) => Chart.isChart(on)));
  return charts.map((chart, index) => {
    const number = numbered ? `${String(index).padStart(4, '0')}-` : '';
    return {
      name: `${number}${Names.toDnsLabel(chart)}${app.outputFileExtension}`,
      objects: objects.get(chart) ?? [],
    };
  });
}

/**
 * Writes manifests as YAML: `writeManifests(manifestsOf(app), app.outdir)` in place of `app.synth()` is several times
 * faster, and as parsed objects the files are equal.
 *
 * @param folder - made if need be; other files in it stay
 * @returns paths of the files
 */
export function writeManifests(manifests: readonly Manifest[], folder: string): readonly string[] {
  if (!Array.isArray(manifests)) {
    const fault = `writeManifests needs what manifestsOf(app) gives, got ${show(manifests)}`;
    throw new ConstructUseError('app', fault);
  }
  const files = manifests.map(({ name, objects }) => ({ path: join(folder, name), text: printYaml(objects) }));
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
  return files.map(({ path }) => path);
}
