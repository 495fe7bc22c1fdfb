import { parseArgs } from 'node:util';

export type Cloud = 'eks' | 'aks' | 'gke';

/** Where a cluster stands unless it is said. */
export const REGIONS: Readonly<Record<Cloud, string>> = {
  eks: 'eu-central-1',
  aks: 'germanywestcentral',
  gke: 'europe-west3',
};

/** Of Kubernetes, unless it is said. */
export const VERSION = '1.35';

/** What the app takes on its command line; `docs/cloud/README.md` has the same table, and a test compares both. */
export const FLAGS = {
  profile: { type: 'string', value: 'dev|prod', what: 'how much it may cost; prod if left out' },
  name: { type: 'string', value: 'NAME', what: 'of the cluster; myelin if left out' },
  region: {
    type: 'string',
    value: 'REGION',
    what: `of the cloud; ${REGIONS.eks}, ${REGIONS.aks} or ${REGIONS.gke} if left out`,
  },
  version: { type: 'string', value: 'VERSION', what: `of Kubernetes; ${VERSION} if left out` },
  admin: { type: 'string', value: 'WHO', multiple: true, what: 'who administers it; may be given again' },
  allow: {
    type: 'string',
    value: 'CIDR',
    multiple: true,
    what: 'makes the endpoint public for a range; may be given again',
  },
  destroyable: { type: 'boolean', what: 'lets go of what prod protects, so that terraform destroy ends it' },
  tenant: { type: 'string', value: 'ID', what: 'of Entra, for aks; ARM_TENANT_ID if left out' },
  project: { type: 'string', value: 'ID', what: 'of Google Cloud, for gke; GOOGLE_CLOUD_PROJECT if left out' },
  'project-number': { type: 'string', value: 'NUMBER', what: 'of that project' },
  'security-group': {
    type: 'string',
    value: 'ADDRESS',
    what: 'of Google Workspace, for gke, where an admin is a group: gke-security-groups@<domain>',
  },
  provider: { type: 'string', value: 'VERSIONS', what: "of the cloud's provider, as Terraform writes constraints" },
  out: { type: 'string', value: 'FOLDER', what: 'where stacks are written; CDKTF_OUTDIR or cdktf.out if left out' },
  help: { type: 'boolean', what: 'this text' },
} as const satisfies Readonly<
  Record<string, { type: 'string' | 'boolean'; value?: string; multiple?: true; what: string }>
>;

/** `--name NAME`, as help and the page write it. */
export function flagsAsWritten(): readonly (readonly [flag: string, what: string])[] {
  return Object.entries(FLAGS).map(([name, flag]) => [
    `--${name}${'value' in flag ? ` ${flag.value}` : ''}`,
    flag.what,
  ]);
}

/** The text of `--help`. */
export function usage(): string {
  const width = Math.max(...flagsAsWritten().map(([flag]) => flag.length));
  const lines = flagsAsWritten().map(([flag, what]) => `  ${flag.padEnd(width)}  ${what}`);
  return [
    'npm run cloud:synth -- [eks|aks|gke]... [flags]',
    '',
    'Writes the stacks of a cluster as the defaults make it. More is asked for in a program: docs/cloud/README.md',
    '',
    ...lines,
  ].join('\n');
}

/** @throws TypeError with a code of its own for what is no flag */
export function readFlags(words: readonly string[]) {
  return parseArgs({ args: [...words], allowPositionals: true, options: FLAGS });
}
