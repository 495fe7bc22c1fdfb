import type { App, TerraformStack } from 'cdktf';
import { AksCluster, type AksClusterProps } from '../../cloud/aks';
import type { EksClusterProps } from '../../cloud/eks';
import { ofDigits, RIGHT, WHOLE } from './aks/aks-stack';
import type { GkeClusterProps } from '../../cloud/gke';
import { clusterOf, EVERYTHING, GPU_POOLS, platformOf } from './eks/clusters';
import * as ofGke from './gke/clusters';

export const PROFILES = ['dev', 'prod'] as const;
export type Profile = (typeof PROFILES)[number];

/** A cluster, and what is installed in it once it is there, which reads its outputs. */
export interface Stacks {
  readonly cluster: (app: App) => TerraformStack;
  readonly platform?: (app: App) => TerraformStack;
}

/** The stacks of a cloud that Terraform, checkov and the Kubernetes side are given: a further cloud is a further row. */
interface CloudRow {
  /** Has the table of what checkov says. */
  readonly page: string;
  readonly profiles: Readonly<Record<Profile, Stacks>>;
  /** What no profile has, by name: Terraform is given these too. */
  readonly further?: Readonly<Record<string, Stacks>>;
  /**
   * The cluster whose outputs lie in `test/fixtures/clusters`: with a pool of GPUs, a host of its own, and an identity for the
   * axon digits in the namespace digits.
   */
  readonly recorded: (app: App) => TerraformStack;
}

const INGRESS = { mesh: { ingressHost: 'ml.example.com' } };

export const CLOUDS: Readonly<Record<string, CloudRow>> = {
  eks: {
    page: 'docs/cloud/eks.md',
    profiles: { dev: eks('dev'), prod: eks('prod') },
    further: { everything: eks('prod', EVERYTHING) },
    recorded: (app) => clusterOf(app, 'prod', { ...INGRESS, nodePools: GPU_POOLS?.slice(0, 2) }),
  },
  aks: {
    page: 'docs/cloud/aks.md',
    profiles: { dev: aks({ ...RIGHT, profile: 'dev' }), prod: aks({ ...RIGHT, profile: 'prod' }) },
    further: { everything: aks({ ...WHOLE, longTermSupport: true, meshCanary: 'asm-1-29', today: '2026-09-01' }) },
    recorded: aks({ ...WHOLE, ...INGRESS }).cluster,
  },
  gke: {
    page: 'docs/cloud/gke.md',
    profiles: { dev: gke('dev'), prod: gke('prod') },
    further: {
      everything: gke('prod', ofGke.EVERYTHING),
      'with GPUs': gke('prod', { nodePools: ofGke.GPU_POOLS, mesh: { dataPlane: 'ambient' } }),
    },
    recorded: (app) => ofGke.clusterOf(app, 'prod', { ...INGRESS, nodePools: ofGke.GPU_POOLS?.slice(0, 2) }),
  },
};

function eks(profile: Profile, props: Partial<EksClusterProps> = {}): Stacks {
  return { cluster: (app) => clusterOf(app, profile, props), platform: (app) => platformOf(app, profile, props) };
}

function aks(props: AksClusterProps): Stacks {
  return {
    cluster: (app) => {
      const cluster = new AksCluster(app, 'aks', props);
      ofDigits(cluster);
      return cluster;
    },
  };
}

function gke(profile: Profile, props: Partial<GkeClusterProps> = {}): Stacks {
  return {
    cluster: (app) => ofGke.clusterOf(app, profile, props),
    platform: (app) => ofGke.platformOf(app, profile, props),
  };
}
