/**
 * The app of `cdktf.json` and of `npm run cloud:synth`: writes the stacks of a cluster as JSON that Terraform and OpenTofu read.
 *
 *   node build/cloud/main.js [eks|aks|gke]... [--profile dev|prod] [--name NAME] [--region REGION] [--version VERSION]
 *                            [--provider VERSIONS] [--admin WHO]... [--tenant ID] [--project ID] [--project-number NUMBER]
 *                            [--out FOLDER]
 *
 * It is for a cluster as the defaults make it. Who wants another writes the same ten lines with props of their own.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AnnotationMetadataEntryType, App } from './l1/core';
import type { ClusterProps } from './shared/cluster-props';
import { ClusterError } from './shared/fault';

type Asked = Pick<ClusterProps, 'name' | 'profile' | 'admins'> & {
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
    if (tenantId === undefined) throw new TypeError('aks takes --tenant, the id of the tenant of Entra');
    const { AksCluster } = await import('./aks/index.js');
    const where = { tenantId, region: region ?? 'germanywestcentral', kubernetesVersion: version ?? '1.35' };
    const versions = provider === undefined ? {} : { azurermProviderVersion: provider };
    new AksCluster(app, 'aks', { ...shared(asked), ...where, ...versions });
  },
  gke: async (app, { region, version, provider, project: projectId, projectNumber, ...asked }) => {
    if (projectId === undefined || projectNumber === undefined) {
      throw new TypeError('gke takes --project and --project-number, the id and the number of the project');
    }
    const { GkeCluster, GkePlatform } = await import('./gke/index.js');
    const where = { projectId, projectNumber, region: region ?? 'europe-west3', kubernetesVersion: version ?? '1.35' };
    const versions = provider === undefined ? {} : { googleProviderVersion: provider };
    const cluster = new GkeCluster(app, 'gke', { ...shared(asked), ...where, ...versions });
    new GkePlatform(app, 'gke-platform', { cluster });
  },
};

/** What a cluster of any cloud is asked for here. */
function shared({ name, profile, admins }: Pick<Asked, 'name' | 'profile' | 'admins'>) {
  return { name, profile, ...(admins === undefined ? {} : { admins }) };
}

async function main(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      profile: { type: 'string', default: 'prod' },
      name: { type: 'string', default: 'myelin' },
      region: { type: 'string' },
      version: { type: 'string' },
      admin: { type: 'string', multiple: true },
      provider: { type: 'string' },
      tenant: { type: 'string', default: process.env['ARM_TENANT_ID'] },
      project: { type: 'string', default: process.env['GOOGLE_CLOUD_PROJECT'] },
      'project-number': { type: 'string' },
      out: { type: 'string', default: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' },
    },
  });
  const { profile, name, region, version, admin: admins, provider, tenant, project, out } = values;
  const projectNumber = values['project-number'];
  if (profile !== 'dev' && profile !== 'prod') throw new TypeError(`--profile is dev or prod, got ${profile}`);
  const asked = positionals.length === 0 ? Object.keys(CLOUDS) : positionals;
  mkdirSync(out, { recursive: true });
  const app = new App({ outdir: out });
  for (const cloud of asked) {
    const make = CLOUDS[cloud];
    if (make === undefined) throw new TypeError(`${cloud} is none of ${Object.keys(CLOUDS).join(', ')}`);
    const people = admins === undefined ? {} : { admins };
    await make(app, { name, profile, region, version, provider, tenant, project, projectNumber, ...people });
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
  const known = fault instanceof ClusterError || fault instanceof TypeError;
  console.error(known ? fault.message : fault);
  process.exitCode = 1;
});
