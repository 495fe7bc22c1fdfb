import type { Release } from '../l1/helm';
import { MONITORING, PROMETHEUS_ACCOUNT } from './controllers';
import type { EksPlan } from './eks-plan';
import type { Installer } from '../helm/installer';
import type { ChartName } from './charts';

/**
 * Prometheus in the cluster, which answers PromQL and keeps two days; everything is written on to the workspace of AWS, signed as
 * the role of its ServiceAccount.
 */
export function installMonitoring(
  installer: Installer<Exclude<ChartName, 'istio'>>,
  plan: EksPlan,
  remoteWrite: string,
  after: readonly Release[],
): Release {
  return installer.chart('kube-prometheus-stack', {
    namespace: MONITORING,
    values: {
      alertmanager: { enabled: false },
      grafana: { enabled: false },
      // The control plane of EKS shows neither of these to anybody.
      kubeControllerManager: { enabled: false },
      kubeEtcd: { enabled: false },
      kubeScheduler: { enabled: false },
      prometheus: {
        serviceAccount: { name: PROMETHEUS_ACCOUNT },
        prometheusSpec: {
          retention: '48h',
          // Monitors of every namespace count, whichever chart they came with.
          podMonitorSelectorNilUsesHelmValues: false,
          serviceMonitorSelectorNilUsesHelmValues: false,
          ruleSelectorNilUsesHelmValues: false,
          remoteWrite: [{ url: remoteWrite, sigv4: { region: plan.region } }],
        },
      },
    },
    after,
  });
}
