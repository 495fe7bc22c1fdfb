export { AksCluster } from './aks-cluster';
export type { AksClusterProps, AksExtras } from './aks-props';
export { ClusterError, type CloudCode, type CloudFault } from '../shared/fault';
export type { BackendProps } from '../l1/backend';
export type { ClusterStackProps } from '../l1/cluster-stack';
export type * from '../shared/cluster-props';
export type * from '../shared/cluster-outputs';
