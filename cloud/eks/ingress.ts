import type { EksPlan } from './eks-plan';

const NLB = 'service.beta.kubernetes.io/aws-load-balancer';

/** The load balancer of the gateway: to pods straight, with addresses of the network unless the Internet is asked for. */
export function ingressAnnotations(plan: EksPlan): Readonly<Record<string, string>> {
  return {
    [`${NLB}-type`]: 'external',
    [`${NLB}-nlb-target-type`]: 'ip',
    [`${NLB}-scheme`]: plan.mesh.publicIngress ? 'internet-facing' : 'internal',
    [`${NLB}-attributes`]: 'load_balancing.cross_zone.enabled=true',
    [`${NLB}-additional-resource-tags`]: Object.entries(plan.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  };
}
