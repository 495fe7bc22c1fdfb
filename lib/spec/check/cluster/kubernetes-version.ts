import type { Axon } from '../../axon';
import type { ClusterFacts } from '../../cluster-facts';
import { issue, type Issue } from '../../issue';

/** What objects of an axon ask for that an older Kubernetes takes away without a word. */
interface Feature {
  /** The first minor version of Kubernetes 1 that has it without being told. */
  readonly since: number;
  readonly gate: string;
  /** What becomes of an axon without it, and the place of what asks for it; nothing if nothing does. */
  readonly missed: (axon: Axon, facts: ClusterFacts) => Pick<Issue, 'path' | 'message'> | undefined;
}

/** An API server drops fields whose gate is off: the object is taken, and means less. */
const FEATURES: readonly Feature[] = [
  {
    // KEP-3960: alpha in 1.29, on by default from 1.30.
    since: 30,
    gate: 'PodLifecycleSleepAction',
    missed: ({ deployers }) => {
      const [graph] = deployers.values();
      if (graph === undefined) return undefined;
      const message = `drops preStop.sleep, so requests fail whenever a pod of ${graph.name} stops`;
      return { path: [...graph.path, 'name'], message };
    },
  },
  {
    // KEP-753: alpha in 1.28, on by default from 1.29.
    since: 29,
    gate: 'SidecarContainers',
    missed: ({ tasks }, { mesh }) => {
      const ending = [...tasks.values()].find(({ kind }) => kind !== 'deploy');
      if (ending === undefined || mesh === undefined || mesh.kind === 'none') return undefined;
      return { path: [...ending.path, 'name'], message: `has no native sidecars, so pods of ${ending.name} never end` };
    },
  },
];

/** A cluster that is too old for the objects of an axon. */
export function checkKubernetesVersion(axon: Axon, facts: ClusterFacts): readonly Issue[] {
  const minor = minorOf(facts.version);
  if (minor === undefined) return [];
  return FEATURES.flatMap(({ since, gate, missed }): Issue[] => {
    const found = minor < since ? missed(axon, facts) : undefined;
    if (found === undefined) return [];
    const hint = `use Kubernetes 1.${since} or newer, or switch on its feature gate ${gate}`;
    return [issue('MYL6011', found.path, `the cluster has Kubernetes ${facts.version}, which ${found.message}`, hint)];
  });
}

/** @returns nothing where the version is not one of Kubernetes 1 */
function minorOf(version: string | undefined): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}
