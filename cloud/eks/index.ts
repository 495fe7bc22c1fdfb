export { EksCluster } from './eks-cluster';
export type { EksClusterProps, EksExtras } from './eks-props';
export { ClusterError, type CloudCode, type CloudFault } from '../shared/fault';
export type { BackendProps } from '../l1/backend';
export type { ClusterStackProps } from '../l1/cluster-stack';
export type * from '../shared/cluster-props';
export type * from '../shared/cluster-outputs';
