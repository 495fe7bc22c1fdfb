import type { Axon, DagNode, ModelGraph, Task } from '../axon';
import type { Path } from '../issue';
import { within } from '../lang/cidr';
import { tcp, type AddressBlock, type Edge, type Party } from './edge';
import type { Surroundings } from './surroundings';

/** IPv4 ranges that are not the internet: private (RFC 1918), shared (RFC 6598), loopback, link-local with the metadata services of clouds. */
const NOT_INTERNET_4 = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
];

/** The same of IPv6: unique local (RFC 4193), link-local, loopback. */
const NOT_INTERNET_6 = ['fc00::/7', 'fe80::/10', '::1/128'];

/** The internet without what is private, and without the addresses of the cluster where those are not. */
export function internet({ clusterCidrs }: Pick<Surroundings, 'clusterCidrs'>): Party {
  const others = clusterCidrs.filter(
    (cidr) => ![...NOT_INTERNET_4, ...NOT_INTERNET_6].some((one) => within(cidr, one)),
  );
  return {
    kind: 'addresses',
    says: 'the internet',
    blocks: [
      { cidr: '0.0.0.0/0', except: [...NOT_INTERNET_4, ...others.filter((cidr) => !cidr.includes(':'))] },
      { cidr: '::/0', except: [...NOT_INTERNET_6, ...others.filter((cidr) => cidr.includes(':'))] },
    ],
  };
}

/** Where downloads are, for whoever says nothing; `internet`, written out, is every port. */
const WEB_PORTS = [80, 443];

/** What `network.egress` opens for a task. */
export function egressEdges(axon: Axon, task: Task, around: Pick<Surroundings, 'clusterCidrs'>): readonly Edge[] {
  const { egress } = task.network;
  const from: Party = { kind: 'task', task: task.name };
  const path = egressPath(axon, task);
  if (egress === undefined || egress === 'none') return [];
  if (egress === 'internet') {
    const written = path.at(-1) === 'egress';
    const unless = `${task.name} is a ${task.kind} task, which may download over HTTP unless network.egress says otherwise`;
    const text = written ? `network.egress of ${task.name} is internet` : unless;
    return [{ from, to: internet(around), ports: written ? [] : tcp(...WEB_PORTS), because: [{ text, path }] }];
  }
  return egress.map(({ cidr, ports }, index) => ({
    from,
    to: { kind: 'addresses', says: cidr, blocks: [{ cidr }] },
    ports: tcp(...(ports ?? [])),
    because: [{ text: `network.egress of ${task.name} names ${cidr}`, path: [...path, index] }],
  }));
}

/** Where the egress of a task is written; the task itself where it is the default of its kind. */
function egressPath({ spec }: Axon, task: Task): Path {
  if (task.spec.network?.egress !== undefined) return [...task.path, task.kind, 'network', 'egress'];
  return spec.spec.network?.egress === undefined ? task.path : ['spec', 'network', 'egress'];
}

/** What the gateways of a deployer have to reach outside of the axon, by the `fullPath` of its nodes. */
export function outsideModelEdges(graph: ModelGraph): readonly Edge[] {
  return graph.routes.flatMap((route) =>
    route.nodes.flatMap((node) =>
      node.fullPath === undefined ? [] : [outsideModelEdge(graph, route.path, node, node.fullPath)],
    ),
  );
}

function outsideModelEdge(graph: ModelGraph, route: string, node: DagNode, address: string): Edge {
  return {
    from: { kind: 'gateway', deployer: graph.name },
    ...reaching(address),
    because: [{ text: `route ${route} asks ${node.model} at ${address}`, path: nodePath(graph, route, node) }],
  };
}

/** Who answers at an HTTP address, and on which ports. */
export function reaching(address: string): Pick<Edge, 'to' | 'ports'> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const port = url === undefined ? undefined : Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const to = partyOf(url?.hostname ?? '', address);
  // The pods behind a Service may listen on another port than it.
  return { to, ports: port === undefined || to.kind === 'pods' ? [] : tcp(port) };
}

/**
 * Who has a host name, as far as the name tells.
 *
 * - One word is a Service beside the axon, `NAME.NAMESPACE.svc` one of that namespace, with or without the cluster's domain.
 * - Any other name is of the internet: a NetworkPolicy knows no names.
 */
function partyOf(host: string, address: string): Party {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare.includes(':')) return addresses(address, { cidr: `${bare}/128` });
  if (/^\d+(\.\d+){3}$/.test(bare)) return addresses(address, { cidr: `${bare}/32` });
  const [name = '', namespace, svc] = bare.split('.');
  if (namespace === undefined) return { kind: 'pods', says: `the pods of ${name} in the namespace` };
  if (svc === 'svc') return { kind: 'pods', says: `the namespace ${namespace}`, namespace };
  return internet({ clusterCidrs: [] });
}

function addresses(says: string, block: AddressBlock): Party {
  return { kind: 'addresses', says, blocks: [block] };
}

/** Nodes are resolved into an order of their own, so a node is found by its model. */
function nodePath(graph: ModelGraph, route: string, node: DagNode): Path {
  const r = graph.spec.routes.findIndex(({ path }) => path === route);
  const n = graph.spec.routes[r]?.dag.findIndex(({ model }) => model === node.model) ?? 0;
  return [...graph.path, 'routes', r, 'dag', n, 'fullPath'];
}
