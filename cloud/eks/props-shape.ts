import { CLUSTER_FIELDS, platformFields } from '../shared/props-shape';
import { day, flag, listOf, madeBy, number, object, oneOf, recordOf, text, type Fields } from '../shared/shape';
import { CHARTS, type ChartName } from './charts';
import type { EksPlatformProps } from './eks-platform';
import type { EksPlan } from './eks-plan';
import type { EksExtras } from './eks-props';

const extras: Fields<EksExtras> = {
  accountId: { shape: text },
  egress: { shape: oneOf('nat', 'endpoints') },
  extendedSupport: { shape: flag },
  controlPlaneTier: { shape: text },
  offeredMachines: { shape: listOf(text) },
  identity: { shape: oneOf('pod', 'irsa') },
  readableBuckets: { shape: listOf(text) },
  egressPorts: { shape: listOf(number) },
  addons: { shape: listOf(oneOf('mountpoint-s3', 'cloudwatch')) },
  addonVersions: { shape: recordOf(text) },
  repositories: { shape: listOf(text) },
  permissionsBoundary: { shape: text },
  imageCaches: {
    shape: recordOf(object({ upstream: { shape: text, required: true }, credentialArn: { shape: text } })),
  },
  lustreGiB: { shape: number },
  awsProviderVersion: { shape: text },
  today: { shape: day },
};

/** Of the props of a cluster, every key of them. */
export const EKS_SHAPE = object({ ...CLUSTER_FIELDS, ...extras });

const CHART_NAMES: readonly ChartName[] = ['istio', ...(Object.keys(CHARTS) as (keyof typeof CHARTS)[])];

const CLUSTER = madeBy('EksCluster', 'partition' satisfies keyof EksPlan);

/** Of the props of what is installed in it. */
export const EKS_PLATFORM_SHAPE = object(platformFields(CLUSTER, CHART_NAMES) satisfies Fields<EksPlatformProps>);
