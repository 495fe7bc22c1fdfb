import { CLUSTER_FIELDS, platformFields } from '../shared/props-shape';
import { day, flag, listOf, madeBy, number, object, text, type Fields } from '../shared/shape';
import type { GkePlan } from './gke-plan';
import type { GkePlatformProps } from './gke-platform';
import type { GkeExtras } from './gke-props';

const extras: Fields<GkeExtras> = {
  projectId: { shape: text, required: true },
  projectNumber: { shape: text, required: true },
  releaseChannel: { shape: text },
  controlPlaneCidr: { shape: text },
  dnsEndpoint: { shape: flag },
  securityGroup: { shape: text },
  volumeGiB: { shape: number },
  egressPorts: { shape: listOf(number) },
  offeredMachines: { shape: listOf(text) },
  suffix: { shape: text },
  googleProviderVersion: { shape: text },
  today: { shape: day },
};

/** Of the props of a cluster, every key of them. */
export const GKE_SHAPE = object({ ...CLUSTER_FIELDS, ...extras });

const CLUSTER = madeBy('GkeCluster', 'projectId' satisfies keyof GkePlan);

/** Of the props of what is installed in it. */
export const GKE_PLATFORM_SHAPE = object(platformFields(CLUSTER, ['istio']) satisfies Fields<GkePlatformProps>);
