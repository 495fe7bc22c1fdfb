import { CLUSTER_FIELDS } from '../shared/props-shape';
import { day, flag, object, text, type Fields } from '../shared/shape';
import type { AksExtras } from './aks-props';

const extras: Fields<AksExtras> = {
  tenantId: { shape: text, required: true },
  subscriptionId: { shape: text },
  suffix: { shape: text },
  longTermSupport: { shape: flag },
  meshCanary: { shape: text },
  azurermProviderVersion: { shape: text },
  today: { shape: day },
};

/** Of the props of a cluster, every key of them. */
export const AKS_SHAPE = object({ ...CLUSTER_FIELDS, ...extras });
