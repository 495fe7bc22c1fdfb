/**
 * The app of `cdktf.json` and of `npm run cloud:synth`: writes the stacks of a cluster as JSON that Terraform and OpenTofu read.
 * `--help` tells what it takes.
 *
 * It is for a cluster as the defaults make it. Who wants another writes the same ten lines with props of their own.
 */
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readFlags, REGIONS, usage, VERSION, type Cloud } from './flags';
import { AnnotationMetadataEntryType, App } from './l1/core';
import type { ClusterProps } from './shared/cluster-props';
import { ClusterError } from './shared/fault';

/** What was written on the command line and cannot be meant, one line each. */
class UsageError extends Error {}

/** What a cluster of any cloud is asked for here. */
type Common = Pick<ClusterProps, 'name' | 'region' | 'kubernetesVersion' | 'profile' | 'admins' | 'endpoint'> &
  Pick<ClusterProps, 'deletionProtection'>;

interface Asked {
  readonly common: Omit<Common, 'region'>;
  readonly region: string;
  /** Which versions of the cloud's provider may be used, other than those of the bindings. */
  readonly provider: string | undefined;
  /** A flag that the cloud does not do without: it is told where it is not there, and the rest is looked at all the same. */
  needed(flag: string, value: string | undefined, what: string, stand: string): string;
  readonly tenant: string | undefined;
  readonly project: string | undefined;
  readonly projectNumber: string | undefined;
  readonly securityGroup: string | undefined;
}

/** Makes the stacks of a cluster; what a cloud takes to load is loaded when it is asked for. */
const CLOUDS: Readonly<Record<Cloud, (app: App, asked: Asked) => Promise<void>>> = {
  eks: async (app, { common, region, provider }) => {
    const { EksCluster, EksPlatform } = await import('./eks/index.js');
    const versions = provider === undefined ? {} : { awsProviderVersion: provider };
    const cluster = new EksCluster(app, 'eks', { ...common, region, ...versions });
    new EksPlatform(app, 'eks-platform', { cluster });
  },
  aks: async (app, { common, region, provider, tenant, needed }) => {
    const { AksCluster } = await import('./aks/index.js');
    const versions = provider === undefined ? {} : { azurermProviderVersion: provider };
    const tenantId = needed(
      '--tenant',
      tenant,
      'the id of the tenant of Entra',
      '00000000-0000-0000-0000-000000000000',
    );
    new AksCluster(app, 'aks', { ...common, region, tenantId, ...versions });
  },
  gke: async (app, { common, region, provider, project, projectNumber, securityGroup, needed }) => {
    const { GkeCluster, GkePlatform } = await import('./gke/index.js');
    const versions = provider === undefined ? {} : { googleProviderVersion: provider };
    const of = {
      projectId: needed('--project', project, 'the id of the project', 'some-project'),
      ...(securityGroup === undefined ? {} : { securityGroup }),
      projectNumber: needed('--project-number', projectNumber, 'the number of the project', '1000000'),
    };
    const cluster = new GkeCluster(app, 'gke', { ...common, region, ...of, ...versions });
    new GkePlatform(app, 'gke-platform', { cluster });
  },
};

async function main(words: readonly string[]): Promise<void> {
  const { values, positionals } = readFlags(words);
  if (values.help === true) {
    console.log(usage());
    return;
  }
  const { profile = 'prod', name = 'myelin', version = VERSION, allow } = values;
  const { tenant = process.env['ARM_TENANT_ID'], project = process.env['GOOGLE_CLOUD_PROJECT'] } = values;
  const { out = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out' } = values;
  const { 'project-number': projectNumber, 'security-group': securityGroup, provider } = values;
  const faults: string[] = [];
  if (profile !== 'dev' && profile !== 'prod') faults.push(`--profile is dev or prod, got ${profile}`);
  const common = {
    name,
    kubernetesVersion: version,
    profile: profile === 'dev' ? 'dev' : 'prod',
    ...(values.admin === undefined ? {} : { admins: values.admin }),
    ...(allow === undefined ? {} : { endpoint: { public: true, allowedCidrs: allow } }),
    ...(values.destroyable === true ? { deletionProtection: false } : {}),
  } as const;
  const makes = (word: string): word is Cloud => Object.hasOwn(CLOUDS, word);
  const clouds = (Object.keys(CLOUDS) as Cloud[]).filter(
    (one) => positionals.length === 0 || positionals.includes(one),
  );
  for (const word of positionals) {
    if (!makes(word)) faults.push(`${word} is none of ${Object.keys(CLOUDS).join(', ')}`);
  }
  // An app makes the folder when it is made itself, and says less of why it cannot.
  const made = makeFolders(out, faults);
  const app = new App({ outdir: out });
  for (const cloud of clouds) {
    const region = values.region ?? REGIONS[cloud];
    const needed: Asked['needed'] = (flag, value, what, stand) => {
      if (value === undefined) faults.push(`${cloud} takes ${flag}, ${what}`);
      return value ?? stand;
    };
    console.error(`${cloud}: profile ${common.profile}, ${region}, Kubernetes ${version}`);
    try {
      const of = { tenant, project, projectNumber, securityGroup };
      await CLOUDS[cloud](app, { common, region, provider, needed, ...of });
    } catch (fault) {
      if (!(fault instanceof ClusterError)) throw fault;
      faults.push(fault.message);
    }
  }
  if (faults.length > 0) {
    takeBack(made);
    throw new UsageError(faults.join('\n'));
  }
  app.synth();
  for (const { node } of app.node.children) {
    for (const { type, data } of node.metadata) {
      if (type === AnnotationMetadataEntryType.WARN.valueOf()) console.error(`${node.id}: ${String(data)}`);
    }
  }
  for (const stack of app.node.children) console.log(join(out, 'stacks', stack.node.id));
}

/**
 * Where stacks are written. It is made folder by folder: Node goes on for ever where asked for all of a path below `/proc`.
 *
 * @returns the folders that were not there, the outermost first
 */
function makeFolders(out: string, faults: readonly string[]): readonly string[] {
  const made: string[] = [];
  const make = (folder: string) => {
    if (existsSync(folder)) return;
    make(dirname(folder));
    mkdirSync(folder);
    made.push(folder);
  };
  try {
    make(resolve(out, 'stacks'));
  } catch (fault) {
    takeBack(made);
    const why = `--out ${out} is no folder that can be written to: ${(fault as Error).message}`;
    throw new UsageError([...faults, why].join('\n'));
  }
  return made;
}

/** Words that are wrong leave no folder behind. */
function takeBack(made: readonly string[]): void {
  for (const folder of [...made].reverse()) rmdirSync(folder);
}

main(process.argv.slice(2)).catch((fault: unknown) => {
  // What a person wrote is told in a line each; anything else is a fault of the program, with where it happened.
  const known = fault instanceof UsageError || isUnknownFlag(fault);
  console.error(known ? fault.message : fault);
  process.exitCode = 1;
});

function isUnknownFlag(fault: unknown): fault is TypeError {
  return fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS_');
}
