import { httpRouteFaults } from '../mesh/http-route-faults';
import { matchFaults } from '../mesh/match-faults';
import type { Axon } from '../spec/axon';
import { issue, type Issue } from '../spec/issue';
import type { Surroundings } from '../spec/derive/surroundings';
import type { AxonOptions } from './axon-props';

/** Rollout rules that no route of the mesh can say. Those of backends are decided by the gateway, which can follow them all. */
export function meshIssues(axon: Axon, mesh: Surroundings['mesh']): readonly Issue[] {
  if (mesh === 'none') return [];
  return [...axon.deployers.values()].flatMap((graph) => {
    const rules = [...graph.path, 'rolloutSpec'];
    const unsaid = graph.rollout.flatMap(({ match = {} }, rule) =>
      matchFaults(match).map(({ path, message }) => issue('MYL5003', [...rules, rule, 'match', ...path], message)),
    );
    if (mesh !== 'gateway-api') return unsaid;
    const hint = "order rules from the most exact to the least, or use mesh: 'istio'";
    const disordered = httpRouteFaults(graph, axon.keepVersions).map(({ rule, message }) =>
      issue('MYL5004', rule === undefined ? rules : [...rules, rule], message, hint),
    );
    return [...unsaid, ...disordered];
  });
}

/** What the world finds at the door of an axon, where that is not what its author may think. */
export function doorIssues(
  axon: Axon,
  mesh: Surroundings['mesh'],
  { domain, tls }: Pick<AxonOptions, 'domain' | 'tls'>,
): readonly Issue[] {
  if (axon.deployers.size === 0) return [];
  const at = ['spec', 'sensors'];
  if (domain === undefined) {
    if (tls === undefined) return [];
    return [issue('MYL5008', at, `the certificate ${tls.secretName} has no effect without a domain`, 'name a domain')];
  }
  if (mesh === 'none') {
    const message = `the domain ${domain} has no effect without a mesh, nobody from outside reaches ${axon.name}`;
    return [issue('MYL5008', at, message, "use mesh: 'istio' or 'gateway-api', or leave the domain out")];
  }
  if (tls !== undefined) return [];
  const names = [...axon.deployers.keys()].join(', ');
  const message = `the world asks ${names} of ${axon.name} under ${domain} in plain HTTP, and anyone may, feedback included`;
  const hint = 'name the Secret of a certificate (tls, --tls-secret), or speak TLS before the gateway';
  return [issue('MYL5007', at, message, hint)];
}
