import type { Edge, Party } from '../../spec/derive/edge';
import type { PodsOfAxon } from '../access/access-plan';
import type { Labels } from '../../spec/derive/labels';
import type { KubernetesObject } from '../kubernetes-object';

/**
 * The spec of the NetworkPolicy that lets the edges of some pods pass.
 *
 * Policies add up, and whoever is selected by one is denied what none opens; so this closes what it does not name.
 *
 * @param labelsOf - of pods of the axon, at which an edge may begin or end
 */
export function policySpec(
  selected: Labels,
  to: readonly Edge[],
  from: readonly Edge[],
  labelsOf: (pods: PodsOfAxon) => Labels,
): KubernetesObject {
  const ingress = byPorts(to).map((edges) => ({
    from: edges.flatMap((edge) => peers(edge.from, labelsOf)),
    ...ports(edges),
  }));
  const egress = byPorts(from).map((edges) => ({
    to: edges.flatMap((edge) => peers(edge.to, labelsOf)),
    ...ports(edges),
  }));
  return {
    podSelector: { matchLabels: { ...selected } },
    policyTypes: ['Ingress', 'Egress'],
    ...(ingress.length === 0 ? {} : { ingress }),
    ...(egress.length === 0 ? {} : { egress }),
  };
}

/** Pods without a namespace are those of the namespace of the policy. */
function peers(party: Party, labelsOf: (pods: PodsOfAxon) => Labels): KubernetesObject[] {
  switch (party.kind) {
    case 'axon':
    case 'task':
    case 'gateway':
      return [{ podSelector: { matchLabels: labelsOf(party) } }];
    case 'pods': {
      const { namespace, labels } = party;
      const podSelector = labels === undefined ? {} : { matchLabels: labels };
      if (namespace === undefined) return [{ podSelector }];
      const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
      return [{ namespaceSelector, ...(labels === undefined ? {} : { podSelector }) }];
    }
    case 'addresses':
      return party.blocks.map(({ cidr, except }) => ({
        ipBlock: { cidr, ...(except === undefined ? {} : { except }) },
      }));
  }
}

/** Edges on the same ports are one rule. */
function byPorts(edges: readonly Edge[]): readonly (readonly Edge[])[] {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = JSON.stringify(edge.ports);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [edge]);
    else group.push(edge);
  }
  return [...groups.values()];
}

function ports([first]: readonly Edge[]): KubernetesObject {
  const open = first?.ports ?? [];
  return open.length === 0 ? {} : { ports: open.map(({ protocol, port }) => ({ protocol, port })) };
}
