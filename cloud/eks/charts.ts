import type { Chart } from '../helm/installer';

const EKS = 'https://aws.github.io/eks-charts';

/**
 * What is installed beside Istio, in versions that were there in January 2026, but for Karpenter's: it is made for Kubernetes 1.31 to
 * 1.37 (karpenter.sh/v1.15, "Compatibility", October 2026), and 1.6 was not for 1.35. `EksPlatformProps.charts` takes newer ones,
 * and mirrors.
 */
export const CHARTS = {
  'aws-load-balancer-controller': { chart: 'aws-load-balancer-controller', repository: EKS, version: '1.14.1' },
  'cluster-autoscaler': {
    chart: 'cluster-autoscaler',
    repository: 'https://kubernetes.github.io/autoscaler',
    version: '9.50.1',
  },
  karpenter: { chart: 'oci://public.ecr.aws/karpenter/karpenter', version: '1.15.0' },
  'nvidia-device-plugin': {
    chart: 'nvidia-device-plugin',
    repository: 'https://nvidia.github.io/k8s-device-plugin',
    version: '0.17.4',
  },
  'aws-efa-k8s-device-plugin': { chart: 'aws-efa-k8s-device-plugin', repository: EKS, version: '0.5.13' },
  'dcgm-exporter': {
    chart: 'dcgm-exporter',
    repository: 'https://nvidia.github.io/dcgm-exporter/helm-charts',
    version: '4.5.2',
  },
  'kube-prometheus-stack': {
    chart: 'kube-prometheus-stack',
    repository: 'https://prometheus-community.github.io/helm-charts',
    version: '80.13.3',
  },
} as const satisfies Readonly<Record<string, Chart>>;

export type ChartName = keyof typeof CHARTS | 'istio';
