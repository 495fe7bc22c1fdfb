import { callerAs } from './callers';
import { apiServerEdges, controlPlaneEdges, dnsEdge } from './common-edges';
import { tcp, type Edge, type Identity, type Party } from './edge';
import { internet, reaching } from './egress';
import { PART_OF_MYELIN, RUNTIME_LABELS } from './labels';
import { RUNTIME_LEASE } from './names';
import { RUNTIME_METRICS_PORT, RUNTIME_PORT } from './ports';
import type { Reason } from './reason';
import type { Need } from './runtime-needs';
import type { Surroundings } from './surroundings';

/** Whom the runtime asks or tells: an address, or the Secret that holds it. */
export type Address = string | { readonly secret: string; readonly key: string };

/** What of its installation decides whom the runtime of a namespace may ask, and who may ask it. */
export interface RuntimeSurroundings extends Omit<Surroundings, 'open' | 'runtimeAccount'> {
  /** @default - not known, the objects are applied to any */
  readonly namespace?: string;
  /** The Prometheus that answers alerts. */
  readonly prometheus: Address;
  /** Who is told what happens. @default - nobody */
  readonly webhook?: Address;
}

const RUNTIME: Party = { kind: 'pods', says: 'the runtime', labels: RUNTIME_LABELS };
const AXON_PODS: Party = { kind: 'pods', says: 'the pods of axons', labels: PART_OF_MYELIN };

/** The traffic of the runtime itself: everything else is denied to it, both ways. */
export function runtimeEdges(around: RuntimeSurroundings): readonly Edge[] {
  const { prometheus, webhook } = around;
  return [
    {
      from: AXON_PODS,
      to: RUNTIME,
      ports: tcp(RUNTIME_PORT),
      as: ofTheNamespace(around),
      because: [reason('tasks and models report metrics and ask for paths')],
    },
    ...around.callers.map((caller): Edge => {
      const { says, ...who } = callerAs(caller);
      const because = [reason(`the option callers lets ${says} pull triggers`)];
      return { ...who, to: RUNTIME, ports: tcp(RUNTIME_PORT), because };
    }),
    ...(around.scraped ? [scrapeEdge(around)] : []),
    dnsEdge(RUNTIME, reason('it finds others by name')),
    ...controlPlaneEdges(RUNTIME, around, reason('its sidecar gets routes and certificates')),
    ...apiServerEdges(RUNTIME, around, reason('it hears of axons, and makes copies of what lies at rest')),
    addressEdge(prometheus, around, 'alerts are conditions over metrics'),
    ...(webhook === undefined ? [] : [addressEdge(webhook, around, 'the webhook is told what happens')]),
  ];
}

/** By its namespace where that is known; else whoever the mesh knows, and the NetworkPolicy says which pods. */
function ofTheNamespace({ namespace }: RuntimeSurroundings): Identity {
  return namespace === undefined ? { kind: 'anyone' } : { kind: 'namespace', namespace };
}

function scrapeEdge({ monitoringNamespace }: RuntimeSurroundings): Edge {
  return {
    from: { kind: 'pods', says: `the namespace ${monitoringNamespace}`, namespace: monitoringNamespace },
    to: RUNTIME,
    ports: tcp(RUNTIME_METRICS_PORT),
    because: [reason('a Prometheus scrapes what code has reported')],
  };
}

/** An address in a Secret is not known here: such addresses belong to services of the internet. */
function addressEdge(address: Address, { clusterCidrs }: RuntimeSurroundings, why: string): Edge {
  const because = [reason(why)];
  if (typeof address === 'string') return { from: RUNTIME, ...reaching(address), because };
  return { from: RUNTIME, to: internet({ clusterCidrs }), ports: tcp(443), because };
}

/**
 * What the runtime has to be able to do before there is any axon: hear of one, and be the only one that acts. What it does
 * for an axon is granted by that axon's own Role, and goes with it.
 */
export function runtimeOwnNeeds(): readonly Need[] {
  const lead = [reason('of several runtimes only the one that holds the Lease acts')];
  return [
    {
      apiGroup: '',
      resource: 'configmaps',
      verbs: ['get', 'list', 'watch'],
      because: [reason('an axon is a ConfigMap, which it has to hear of')],
    },
    {
      apiGroup: '',
      resource: 'pods',
      verbs: ['get', 'list', 'watch'],
      because: [reason('who reports a metric is known by its pod')],
    },
    { apiGroup: '', resource: 'events', verbs: ['create'], because: [reason('who leads is told as an Event')] },
    { apiGroup: 'coordination.k8s.io', resource: 'leases', verbs: ['create'], because: lead },
    {
      apiGroup: 'coordination.k8s.io',
      resource: 'leases',
      verbs: ['get', 'update'],
      resourceNames: [RUNTIME_LEASE],
      because: lead,
    },
  ];
}

function reason(text: string): Reason {
  return { text, path: [] };
}
