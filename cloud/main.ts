/**
 * The app of `cdktf.json` and of `npm run cloud:synth`: writes the stacks of a cluster as JSON that Terraform and OpenTofu read.
 * `--help` tells what it takes.
 *
 * It is for a cluster as the defaults make it. Who wants another writes the same ten lines with props of their own.
 */
import { mkdirSync } from 'node:fs';
import { readFlags, usage } from './flags';
import { AnnotationMetadataEntryType, App } from './l1/core';
import type { ClusterProps } from './shared/cluster-props';
import { ClusterError } from './shared/fault';

/** What was written on the command line and cannot be meant. */
class UsageError extends Error {}

type Common = Pick<ClusterProps, 'name' | 'profile' | 'admins' | 'endpoint' | 'deletionProtection'>;

type Asked = Common & {
  readonly region: string | undefined;
  readonly version: string | undefined;
  /** Which versions of the cloud's provider may be used, other than those of the bindings. */
  readonly provider: string | undefined;
  /** Of Azure. */
  readonly tenant: string | undefined;
  /** Of Google Cloud. */
  readonly project: string | undefined;
  readonly projectNumber: string | undefined;
};

/** Makes the stacks of a cluster; what a cloud takes to load is loaded when it is asked for. */
const CLOUDS: Readonly<Record<string, (app: App, asked: Asked) => Promise<void>>> = {
  eks: async (app, { region, version, provider, ...asked }) => {
    const { EksCluster, EksPlatform } = await import('./eks/index.js');
    const cluster = new EksCluster(app, 'eks', {
      ...shared(asked),
      region: region ?? 'eu-central-1',
      kubernetesVersion: version ?? '1.35',
      ...(provider === undefined ? {} : { awsProviderVersion: provider }),
    });
    new EksPlatform(app, 'eks-platform', { cluster });
  },
  aks: async (app, { region, version, provider, tenant: tenantId, ...asked }) => {
    if (tenantId === undefined) throw new UsageError('aks takes --tenant, the id of the tenant of Entra');
    const { AksCluster } = await import('./aks/index.js');
    const where = { tenantId, region: region ?? 'germanywestcentral', kubernetesVersion: version ?? '1.35' };
    const versions = provider === undefined ? {} : { azurermProviderVersion: provider };
    new AksCluster(app, 'aks', { ...shared(asked), ...where, ...versions });
  },
  gke: async (app, { region, version, provider, project: projectId, projectNumber, ...asked }) => {
    if (projectId === undefined || projectNumber === undefined) {
      throw new UsageError('gke takes --project and --project-number, the id and the number of the project');
    }
    const { GkeCluster, GkePlatform } = await import('./gke/index.js');
    const where = { projectId, projectNumber, region: region ?? 'europe-west3', kubernetesVersion: version ?? '1.35' };
    const versions = provider === undefined ? {} : { googleProviderVersion: provider };
    const cluster = new GkeCluster(app, 'gke', { ...shared(asked), ...where, ...versions });
    new GkePlatform(app, 'gke-platform', { cluster });
  },
};

/** What a cluster of any cloud is asked for here. */
function shared({ name, profile, admins, endpoint, deletionProtection }: Common): Common {
  return {
    name,
    ...(profile === undefined ? {} : { profile }),
    ...(admins === undefined ? {} : { admins }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(deletionProtection === undefined ? {} : { deletionProtection }),
  };
}

async function main(words: readonly string[]): Promise<void> {
  const { values, positionals } = readFlags(words);
  if (values.help === true) {
    console.log(usage());
    return;
  }
  const { profile = 'prod', name = 'myelin', region, version, provider, allow } = values;
  const { tenant = process.env['ARM_TENANT_ID'], project = process.env['GOOGLE_CLOUD_PROJECT'] } = values;
  const { out = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out', 'project-number': projectNumber } = values;
  if (profile !== 'dev' && profile !== 'prod') throw new UsageError(`--profile is dev or prod, got ${profile}`);
  const common = {
    ...(values.admin === undefined ? {} : { admins: values.admin }),
    ...(allow === undefined ? {} : { endpoint: { public: true, allowedCidrs: allow } }),
    ...(values.destroyable === true ? { deletionProtection: false } : {}),
  };
  const asked = positionals.length === 0 ? Object.keys(CLOUDS) : new Set(positionals);
  mkdirSync(out, { recursive: true });
  const app = new App({ outdir: out });
  for (const cloud of asked) {
    const make = CLOUDS[cloud];
    if (make === undefined) throw new UsageError(`${cloud} is none of ${Object.keys(CLOUDS).join(', ')}`);
    await make(app, { name, profile, region, version, provider, tenant, project, projectNumber, ...common });
  }
  app.synth();
  for (const { node } of app.node.children) {
    for (const { type, data } of node.metadata) {
      if (type === AnnotationMetadataEntryType.WARN.valueOf()) console.error(`${node.id}: ${String(data)}`);
    }
  }
  for (const stack of app.node.children) console.log(`${out}/stacks/${stack.node.id}`);
}

main(process.argv.slice(2)).catch((fault: unknown) => {
  // What a person wrote is told in a line each; anything else is a fault of the program, with where it happened.
  const known = fault instanceof ClusterError || fault instanceof UsageError || isUnknownFlag(fault);
  console.error(known ? fault.message : fault);
  process.exitCode = 1;
});

function isUnknownFlag(fault: unknown): fault is TypeError {
  return fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS_');
}
