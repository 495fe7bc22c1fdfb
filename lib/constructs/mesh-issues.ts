import { httpRouteFaults } from '../mesh/http-route-faults';
import { matchFaults } from '../mesh/match-faults';
import type { Axon } from '../spec/axon';
import { issue, type Issue } from '../spec/issue';
import type { AxonOptions } from './axon-props';

/** Rollout rules that no route of the mesh can say. Those of backends are decided by the gateway, which can follow them all. */
export function meshIssues(axon: Axon, mesh: AxonOptions['mesh'] = 'istio'): readonly Issue[] {
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
