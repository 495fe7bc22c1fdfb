import type { ClusterOutputs } from '../shared/cluster-outputs';
import type { EksPlan } from './eks-plan';
import { MONITORING } from './controllers';

/** Where the Prometheus of the second stack answers. */
export const PROMETHEUS_SERVICE = 'prometheus-operated';

export function prometheusAddress(plan: EksPlan): ClusterOutputs['prometheus'] {
  return plan.managedPrometheus ? `http://${PROMETHEUS_SERVICE}.${MONITORING}.svc:9090` : null;
}

/** What the second stack must know beyond what the Kubernetes side does. */
export interface InstallOutputs {
  /** Of the API server, as base64. */
  readonly certificateAuthority: string;
  readonly vpcId: string;
  readonly dataKeyArn: string;
  readonly remoteWrite: string | null;
  readonly karpenterQueue: string | null;
  readonly karpenterNodeRole: string | null;
}
