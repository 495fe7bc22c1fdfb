import { readClusterFacts, type ClusterFacts } from '../spec/cluster-facts';
import { clusterDefaults, type ClusterDefaults } from '../spec/derive/on-cluster';
import type { Address } from '../spec/derive/runtime-access';
import { issue } from '../spec/issue';
import { AxonSpecError } from './axon-error';
import { readNamedFile } from './named-file';

/**
 * A cluster as `cluster.json` tells of it: what `terraform output -json` prints of a stack of `cloud/`, or a file of the same
 * keys by hand.
 *
 * Given as the option `cluster`, it decides what the other options leave open. What the file leaves out is as without it.
 *
 * @example
 * ```ts
 * const cluster = Cluster.fromFile('cluster.json');
 * new Axon(chart, 'digits', { cluster });
 * new AxonRuntime(chart, 'runtime', { cluster });
 * ```
 */
export class Cluster {
  /**
   * The cluster of a file.
   *
   * @param file - path from the working directory
   * @throws AxonSpecError when it cannot be read, or does not say what it should
   */
  static fromFile(file: string): Cluster {
    const { facts, issues } = readClusterFacts(textOf(file), file);
    if (facts === undefined) throw new AxonSpecError([{ construct: 'Cluster', issues }]);
    return new Cluster(facts);
  }

  /**
   * The same, of facts that have been read.
   *
   * @internal
   */
  static _of(facts: ClusterFacts): Cluster {
    return new Cluster(facts);
  }

  private constructor(
    /** @internal */
    readonly _facts: ClusterFacts,
  ) {}

  /** Labels by which a namespace gets sidecars. */
  get namespaceLabels(): Readonly<Record<string, string>> {
    return this._facts.mesh?.namespaceLabels ?? {};
  }

  /** Where images are pushed: `myelin build --registry`. */
  get registry(): string | undefined {
    return this._facts.registry;
  }
}

/** Options of which some follow from a cluster; Prometheus may also be said by a Secret, which no cluster does. */
interface ClusterOptions extends Partial<Omit<ClusterDefaults, 'prometheus'>> {
  readonly prometheus?: Address;
  readonly cluster?: Cluster;
}

/** Options, and where they say nothing what follows from their cluster in a namespace. */
export function onCluster<O extends ClusterOptions>(options: O, namespace: string | undefined): O {
  if (options.cluster === undefined) return options;
  const defaults = clusterDefaults(options.cluster._facts, namespace);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<O>;
  // Who names the user means the group, too.
  const group = options.user === undefined ? {} : { group: options.user };
  const surroundings = { ...defaults.surroundings, ...options.surroundings };
  return { ...defaults, ...group, ...given, surroundings } as O;
}

function textOf(file: string): string {
  const read = readNamedFile('Cluster', file);
  if (read.ok) return read.text;
  const hint = 'terraform output -json of the cluster writes it';
  const fault = issue('MYL6001', [], `${file} cannot be read: ${read.why}`, hint);
  throw new AxonSpecError([{ construct: 'Cluster', issues: [fault] }]);
}
