import { Construct } from 'constructs';
import {
  LogAnalyticsWorkspace,
  MonitorDataCollectionEndpoint,
  MonitorDataCollectionRule,
  MonitorDataCollectionRuleAssociation,
  MonitorDiagnosticSetting,
  MonitorWorkspace,
  type KubernetesCluster,
} from '../l1/azure';
import type { AksPlan } from './aks-plan';
import type { Place } from './group';

/** Logs of the control plane: all but reads, which `kube-audit` would add at many times the price. */
export const LOG_CATEGORIES = [
  'kube-apiserver',
  'kube-audit-admin',
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'guard',
];

/** Where logs and metrics of a cluster go. */
export class Observability extends Construct {
  public readonly logs: LogAnalyticsWorkspace;

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: AksPlan,
    private readonly place: Place,
  ) {
    super(scope, id);
    this.logs = new LogAnalyticsWorkspace(this, 'logs', {
      ...place,
      name: plan.name,
      sku: 'PerGB2018',
      retentionInDays: plan.logDays,
      localAuthenticationEnabled: false,
    });
  }

  /** Sends what the cluster writes; it stands after the cluster, whose id it needs. */
  public watch(cluster: KubernetesCluster): void {
    const { place, plan } = this;
    new MonitorDiagnosticSetting(this, 'control-plane-logs', {
      name: 'control-plane',
      targetResourceId: cluster.id,
      logAnalyticsWorkspaceId: this.logs.id,
      logAnalyticsDestinationType: 'Dedicated',
      enabledLog: LOG_CATEGORIES.map((category) => ({ category })),
    });
    this.watchPods(cluster);
    if (!plan.managedPrometheus) return;
    const workspace = new MonitorWorkspace(this, 'metrics', { ...place, name: plan.name });
    const endpoint = new MonitorDataCollectionEndpoint(this, 'metrics-endpoint', {
      ...place,
      name: `${plan.name}-metrics`,
      kind: 'Linux',
    });
    const rule = new MonitorDataCollectionRule(this, 'metrics-rule', {
      ...place,
      name: `${plan.name}-metrics`,
      kind: 'Linux',
      dataCollectionEndpointId: endpoint.id,
      dataSources: { prometheusForwarder: [{ name: 'prometheus', streams: ['Microsoft-PrometheusMetrics'] }] },
      destinations: { monitorAccount: [{ name: 'workspace', monitorAccountId: workspace.id }] },
      dataFlow: [{ streams: ['Microsoft-PrometheusMetrics'], destinations: ['workspace'] }],
    });
    new MonitorDataCollectionRuleAssociation(this, 'metrics-of-cluster', {
      name: `${plan.name}-metrics`,
      targetResourceId: cluster.id,
      dataCollectionRuleId: rule.id,
    });
  }

  /** Lines of containers, and what there is in the cluster: the agent sends what a rule asks it for, and nothing by itself. */
  private watchPods(cluster: KubernetesCluster): void {
    const { place, plan } = this;
    const streams = ['Microsoft-ContainerInsights-Group-Default'];
    const settings = { interval: '5m', namespaceFilteringMode: 'Off', enableContainerLogV2: true };
    const rule = new MonitorDataCollectionRule(this, 'containers-rule', {
      ...place,
      name: `${plan.name}-containers`,
      kind: 'Linux',
      dataSources: {
        extension: [
          {
            name: 'ContainerInsightsExtension',
            extensionName: 'ContainerInsights',
            extensionJson: JSON.stringify({ dataCollectionSettings: settings }),
            streams,
          },
        ],
      },
      destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: this.logs.id }] },
      dataFlow: [{ streams, destinations: ['workspace'] }],
    });
    new MonitorDataCollectionRuleAssociation(this, 'containers-of-cluster', {
      name: `${plan.name}-containers`,
      targetResourceId: cluster.id,
      dataCollectionRuleId: rule.id,
    });
  }
}
