import type { ModelGraph } from '../../spec/axon';
import { contentHash } from '../../spec/canonical';
import { VERSION_LABEL } from '../../spec/derive/labels';
import { indexed } from '../../engine/serving/version';
import type { VersionState } from '../../engine/state';
import type { Session } from '../hand';
import type { KubeObject } from '../kube/kube';
import { specObjectName } from '../state/spec-history';
import { hostsOf, type Mesh } from './mesh';
import type { DeployerPlan, WantedVersion } from './plan';
import { readinessOf, type Readiness } from './readiness';
import type { Find } from './shape';
import { versionObjects } from './version-objects';

/**
 * A deployer as the loop wants it and as it is seen.
 *
 * @param pods - of the axon, by version
 */
export function deployerPlan(
  session: Session,
  graph: ModelGraph,
  mesh: Mesh,
  find: Find,
  pods: ReadonlyMap<string, readonly KubeObject[]>,
): DeployerPlan {
  const { axon, owner, state } = session;
  const deployer = state.deployers.get(graph.name);
  const counted = new Set(deployer === undefined ? [] : indexed(deployer));
  return {
    axon,
    graph,
    mesh,
    owner,
    find,
    hosts: hostsOf(axon, graph.name, find),
    readiness: (name) => readinessIn(find('Deployment', name), pods),
    versions: versionsUp(session, graph).map((version): WantedVersion => {
      const made = graphOf(session, version);
      const parts = { axon, version, graph: made, replicas: graph.replicas, mesh, owner, state, find };
      return {
        version,
        isCounted: counted.has(version),
        graph: made,
        objects: () => versionObjects(parts),
        spec: specObjectName(axon.name, readsTheSame(made, graph) ? version.hash : specOf(session, graph)),
      };
    }),
  };
}

/** Those that should be up, newest first. */
export function versionsUp({ state, wanted }: Session, { name }: ModelGraph): readonly VersionState[] {
  const up = new Set(wanted.versions.map((one) => one.name));
  const all = state.deployers.get(name)?.versions ?? [];
  return all.filter((version) => up.has(version.name)).reverse();
}

/** As it was when the version was made. */
export function graphOf(session: Session, { hash, deployer }: VersionState): ModelGraph {
  return session.spec(hash).deployers.get(deployer)!;
}

function specOf({ axon, state }: Session, { name }: ModelGraph): string {
  return axon.deployers.has(name) ? axon.hash : (state.deployers.get(name)?.spec ?? axon.hash);
}

function readinessIn(deployment: KubeObject | undefined, pods: ReadonlyMap<string, readonly KubeObject[]>): Readiness {
  const selector = Object.entries<string>(deployment?.['spec'].selector.matchLabels ?? {});
  const version = selector.find(([label]) => label === VERSION_LABEL)?.[1] ?? '';
  const own = (pods.get(version) ?? []).filter(({ metadata: { labels = {} } }) =>
    selector.every(([label, value]) => labels[label] === value),
  );
  return readinessOf(deployment, own);
}

/** Whether a gateway that reads either answers alike: it has nothing to do with rollouts. */
function readsTheSame(one: ModelGraph, other: ModelGraph): boolean {
  return contentHash(gatewayFacts(one)) === contentHash(gatewayFacts(other));
}

function gatewayFacts({ models, routes }: ModelGraph): unknown {
  return {
    routes,
    models: models.map(({ name, routing, backends }) => ({
      name,
      routing,
      backends: backends.map(({ name: backend, deploy: { port, endpointRestType } }) => ({
        backend,
        port,
        endpointRestType,
      })),
    })),
  };
}
