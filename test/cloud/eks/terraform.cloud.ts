import type { EksClusterProps } from '../../../cloud/eks';
import { schemaOf } from '../fake-provider/bindings';
import { synthesized, type TerraformJson } from '../synth';
import { TerraformFolder } from '../terraform';
import { clusterOf, EVERYTHING, GPU_POOLS } from './clusters';

/** What both the provider of the bindings and the last of the major version before may read. */
const PROVIDER = '>= 5.100, < 7';

const CLUSTERS: Readonly<Record<string, TerraformJson>> = {
  dev: cluster('dev', {}),
  prod: cluster('prod', {}),
  'with GPUs': cluster('prod', { region: 'us-east-1', nodePools: GPU_POOLS }),
  'with everything': cluster('prod', EVERYTHING),
};

function cluster(profile: 'dev' | 'prod', props: Partial<EksClusterProps>): TerraformJson {
  // What must not be destroyed cannot be in a test, which destroys what it made.
  return synthesized((app) =>
    clusterOf(app, profile, { deletionProtection: false, ...props, awsProviderVersion: PROVIDER }),
  );
}

const folders = new Map<string, TerraformFolder>();

afterAll(() => folders.forEach((folder) => folder.remove()));

async function folderOf(name: string): Promise<TerraformFolder> {
  const known = folders.get(name);
  if (known !== undefined) return known;
  const folder = new TerraformFolder(CLUSTERS[name] as TerraformJson);
  folders.set(name, folder);
  await folder.run('init', '-input=false');
  return folder;
}

test.each(Object.keys(CLUSTERS))(
  'the cluster %s is what the provider understands',
  async (name) => {
    const folder = await folderOf(name);
    const answer = JSON.parse(await folder.run('validate', '-json')) as { diagnostics: unknown[] };
    expect(answer.diagnostics).toEqual([]);
  },
  300_000,
);

test.each(Object.keys(CLUSTERS))(
  'the cluster %s is planned, applied and destroyed against mocks, and its outputs are there',
  async (name) => {
    const folder = await folderOf(name);
    folder.write('tests/mocked.tftest.json', mockedTest(CLUSTERS[name] as TerraformJson));
    expect(await folder.run('test', '-no-color')).toContain('2 passed, 0 failed');
  },
  600_000,
);

/** Resources that have what is said of them below; an ARN is made for those that have one, since providers look at its form. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_vpc: { owner_id: '123456789012' },
  aws_eks_cluster: {
    endpoint: 'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com',
    certificate_authority: [{ data: 'bW9ja2Vk' }],
    identity: [{ oidc: [{ issuer: 'https://oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF' }] }],
  },
  aws_launch_template: { id: 'lt-0123456789abcdef0' },
  aws_prometheus_workspace: {
    prometheus_endpoint: 'https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/',
  },
};

function mockedTest(stack: TerraformJson): object {
  const types = Object.keys(stack.resource);
  const { resources } = schemaOf('aws', types);
  const defaults = types.flatMap((type) => {
    const hasArn = resources[type]?.attributes.some(({ name }) => name === 'arn') ?? false;
    const arn = hasArn ? { arn: arnOf(type) } : {};
    const whole = { ...arn, ...DEFAULTS[type] };
    return Object.keys(whole).length === 0 ? [] : [[type, { defaults: whole }] as const];
  });
  const assertion = (condition: string, message: string) => ({ condition: `\${${condition}}`, error_message: message });
  const gpus = (stack.output['gpus']?.value as unknown[]).length;
  return {
    mock_provider: { aws: { mock_resource: Object.fromEntries(defaults) } },
    run: {
      planned: {
        command: 'plan',
        assert: [assertion('output.cloud == "eks"', 'outputs say which cloud it is')],
      },
      applied: {
        command: 'apply',
        assert: [
          assertion('startswith(output.apiServer, "https://")', 'the API server has an address'),
          assertion('startswith(output.registry, "123456789012.dkr.ecr.")', 'the registry is of the account'),
          assertion('output.storageClass.parameters.fileSystemId != ""', 'the class of volumes names the file system'),
          assertion('contains(keys(output.identities), "digits/digits-axon")', 'the identity of digits is there'),
          assertion(`length(output.gpus) == ${gpus}`, 'every pool of GPUs is there'),
          assertion('output.install.certificateAuthority != ""', 'the second stack can trust the API server'),
        ],
      },
    },
  };
}

function arnOf(type: string): string {
  const [, service = 'ec2'] = type.split('_');
  const global = service === 'iam';
  return `arn:aws:${service}:${global ? '' : 'eu-central-1'}:123456789012:${type.replace(/^aws_[a-z0-9]+_?/, '') || 'thing'}/mocked`;
}
