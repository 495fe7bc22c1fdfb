import type { Axon, ModelGraph } from '../axon';
import type { Path } from '../issue';
import { gatewayAccount } from './accounts';
import { callerAs } from './callers';
import { tcp, type Edge, type Party } from './edge';
import { outsideModelEdges } from './egress';
import { identityEdges } from './identity-edges';
import { ingressName } from './names';
import { GATEWAY_METRICS_PORT, GATEWAY_PORT } from './ports';
import { ISTIO_GATEWAY_CLASS, type Caller, type Surroundings } from './surroundings';
import { isAsked } from './traffic';

/** The traffic of one deployer: who may ask its gateways, and whom they ask. */
export function servingEdges(axon: Axon, graph: ModelGraph, surroundings: Surroundings): readonly Edge[] {
  return [
    ...(surroundings.open ? ingressEdges(axon, graph, surroundings) : []),
    ...surroundings.callers.map((caller) => callerEdge(graph, caller)),
    ...(surroundings.scraped ? [scrapeEdge(graph, surroundings)] : []),
    forwardEdge(axon, graph),
    ...modelEdges(axon, graph),
    ...outsideModelEdges(graph),
    ...identityEdges(gateway(graph), gatewayAccount(axon, graph.name), surroundings, namePath(graph)),
  ];
}

/** Label of the pods that an implementation of Gateway API makes for a Gateway, beside it (GEP-1762). */
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

function ingressEdges(axon: Axon, graph: ModelGraph, surroundings: Surroundings): readonly Edge[] {
  const { mesh, knowsCallers, ingressNamespace, ingressAccount, ingressLabels: labels } = surroundings;
  const edge = {
    to: gateway(graph),
    ports: tcp(GATEWAY_PORT),
    because: [{ text: `${graph.name} has a host in the domain`, path: namePath(graph) }],
  };
  switch (mesh) {
    case 'istio': {
      const from: Party = { kind: 'pods', says: 'the ingress gateway', namespace: ingressNamespace, labels };
      return [{ ...edge, from, as: { kind: 'account', account: `${ingressNamespace}/${ingressAccount}` } }];
    }
    case 'gateway-api': {
      const name = ingressName(axon.name);
      const from: Party = { kind: 'pods', says: 'the Gateway of the axon', labels: { [GATEWAY_NAME_LABEL]: name } };
      // Istio makes its pods, with an account of their own.
      const as = { kind: 'account', account: `${name}-${ISTIO_GATEWAY_CLASS}` } as const;
      return [{ ...edge, from, ...(knowsCallers ? { as } : {}) }];
    }
    case 'none':
      return [];
  }
}

function callerEdge(graph: ModelGraph, caller: Caller): Edge {
  const { says, ...who } = callerAs(caller);
  const because = [{ text: `the option callers opens ${graph.name} to ${says}`, path: namePath(graph) }];
  return { ...who, to: gateway(graph), ports: tcp(GATEWAY_PORT), because };
}

function scrapeEdge(graph: ModelGraph, { monitoringNamespace }: Surroundings): Edge {
  return {
    from: { kind: 'pods', says: `the namespace ${monitoringNamespace}`, namespace: monitoringNamespace },
    to: gateway(graph),
    ports: tcp(GATEWAY_METRICS_PORT),
    because: [{ text: `a Prometheus scrapes the gateways of ${graph.name}`, path: namePath(graph) }],
  };
}

function forwardEdge(axon: Axon, graph: ModelGraph): Edge {
  return {
    from: gateway(graph),
    to: gateway(graph),
    ports: tcp(GATEWAY_PORT),
    as: { kind: 'account', account: gatewayAccount(axon, graph.name) },
    because: [
      { text: `a gateway of ${graph.name} forwards what another version has to answer`, path: namePath(graph) },
    ],
  };
}

/** One edge for each deploy task that is asked, whichever models and backends it stands behind. */
function modelEdges(axon: Axon, graph: ModelGraph): readonly Edge[] {
  const behind = new Map<string, Edge>();
  for (const [m, model] of graph.spec.models.entries()) {
    if (!isAsked(graph.routes, model.name)) continue;
    for (const [b, { name, deployer: task }] of model.backendModels.entries()) {
      const deploy = axon.tasks.get(task);
      if (deploy?.kind !== 'deploy') continue;
      const path = [...graph.path, 'models', m, 'backendModels', b, 'deployer'];
      const because = { text: `${task} answers for ${model.name} of ${graph.name} as ${name}`, path };
      behind.set(task, {
        from: gateway(graph),
        to: { kind: 'task', task },
        ports: tcp(deploy.port),
        as: { kind: 'account', account: gatewayAccount(axon, graph.name) },
        because: [...(behind.get(task)?.because ?? []), because],
      });
    }
  }
  return [...behind.values()];
}

function gateway({ name }: ModelGraph): Party {
  return { kind: 'gateway', deployer: name };
}

function namePath({ path }: ModelGraph): Path {
  return [...path, 'name'];
}
