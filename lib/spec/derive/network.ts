import type { Axon, ModelGraph, Task } from '../axon';
import { ownerOf, taskAccount } from './accounts';
import { apiServerEdges, controlPlaneEdges, dnsEdge } from './common-edges';
import { tcp, type Edge, type Party } from './edge';
import { egressEdges } from './egress';
import { identityEdges } from './identity-edges';
import { GATEWAY_PORT, RUNTIME_PORT } from './ports';
import { RUNTIME_LABELS } from './labels';
import { axonReason } from './reason';
import { servingEdges } from './serving-edges';
import type { Surroundings } from './surroundings';
import { endpointVariable } from './variable-name';

/**
 * The traffic that an axon needs: everything else is denied to its pods, both ways.
 *
 * - No edge without a reason. What the kubelet asks (probes) needs no edge.
 * - Another task, sensor or deployer adds edges, and takes none away.
 * - `as` says the same to a mesh that knows accounts: who may ask which server of the axon.
 */
export function networkEdges(axon: Axon, surroundings: Surroundings): readonly Edge[] {
  const tasks = [...axon.tasks.values()];
  const deployers = [...axon.deployers.values()];
  return [
    ...commonEdges(axon, surroundings),
    ...tasks.flatMap((task) => [
      pushEdge(task),
      ...(task.kind === 'deploy' ? [] : deployers.map((graph) => endpointEdge(axon, task, graph))),
      ...peerEdges(task),
      ...(task.kind === 'spark' ? driverEdges(task, surroundings) : []),
      ...egressEdges(axon, task, surroundings),
      ...identityEdges({ kind: 'task', task: task.name }, taskAccount(ownerOf(axon), task), surroundings, task.path),
    ]),
    ...deployers.flatMap((graph) => servingEdges(axon, graph, surroundings)),
  ];
}

const ALL: Party = { kind: 'axon' };
const RUNTIME: Party = { kind: 'pods', says: 'the runtime', labels: RUNTIME_LABELS };

function commonEdges({ name }: Axon, surroundings: Surroundings): readonly Edge[] {
  return [
    dnsEdge(ALL, axonReason(`the pods of ${name} find others by name`)),
    ...controlPlaneEdges(ALL, surroundings, axonReason(`the sidecars of ${name} get routes and certificates`)),
  ];
}

function pushEdge({ name, path }: Task): Edge {
  const because = [{ text: `${name} may report metrics and ask for paths at MYELIN_URL`, path }];
  return { from: { kind: 'task', task: name }, to: RUNTIME, ports: tcp(RUNTIME_PORT), because };
}

function endpointEdge(axon: Axon, task: Task, graph: ModelGraph): Edge {
  const text = `${task.name} is given ${endpointVariable(graph.name)}`;
  return {
    from: { kind: 'task', task: task.name },
    to: { kind: 'gateway', deployer: graph.name },
    ports: tcp(GATEWAY_PORT),
    as: { kind: 'account', account: taskAccount(ownerOf(axon), task) },
    because: [{ text, path: task.path }],
  };
}

/** The pods of one run talk to each other where there are several. */
function peerEdges(task: Task): readonly Edge[] {
  const key = severalBy(task);
  if (key === undefined) return [];
  const party: Party = { kind: 'task', task: task.name };
  const because = [{ text: `the pods of one run of ${task.name} work together`, path: [...task.path, task.kind, key] }];
  return [{ from: party, to: party, ports: [], because }];
}

/** The key by which a task has several pods. They choose ports as they go. */
function severalBy(task: Task): string | undefined {
  if (task.kind === 'spark') return 'sparkSpec';
  if (task.kind !== 'train') return undefined;
  if (task.spec.tfJobSpec !== undefined) return 'tfJobSpec';
  return task.spec.distributed === undefined ? undefined : 'distributed';
}

function driverEdges({ name, path }: Task, surroundings: Surroundings): readonly Edge[] {
  const because = { text: `the driver of ${name} makes its executors`, path: [...path, 'spark', 'sparkSpec'] };
  return apiServerEdges({ kind: 'task', task: name }, surroundings, because);
}
