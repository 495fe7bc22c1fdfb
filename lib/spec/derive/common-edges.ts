import { tcp, type Edge, type Party } from './edge';
import type { Reason } from './reason';
import type { Surroundings } from './surroundings';

/** What every pod of Myelin needs, whatever it does. */

const DNS: Party = { kind: 'pods', says: 'DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };

export function dnsEdge(from: Party, because: Reason): Edge {
  return {
    from,
    to: DNS,
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
    because: [because],
  };
}

/** On which istiod hands out routes and certificates. */
const CONTROL_PLANE_PORT = 15012;

/** Nothing where there is no mesh. */
export function controlPlaneEdges(
  from: Party,
  { mesh, meshNamespace }: Pick<Surroundings, 'mesh' | 'meshNamespace'>,
  because: Reason,
): readonly Edge[] {
  if (mesh === 'none') return [];
  const to: Party = {
    kind: 'pods',
    says: 'the control plane of the mesh',
    namespace: meshNamespace,
    labels: { app: 'istiod' },
  };
  return [{ from, to, ports: tcp(CONTROL_PLANE_PORT), because: [because] }];
}

/** The API server, by its addresses: a NetworkPolicy cannot name it. */
export function apiServerEdges(
  from: Party,
  { apiServer }: Pick<Surroundings, 'apiServer'>,
  because: Reason,
): readonly Edge[] {
  return apiServer.map(({ cidr, ports }) => ({
    from,
    to: { kind: 'addresses', says: `the API server, in ${cidr}`, blocks: [{ cidr }] },
    ports: tcp(...(ports ?? [])),
    because: [because],
  }));
}
