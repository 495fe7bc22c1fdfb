import type { Command } from 'commander';
import type { Caller } from '../../spec/derive/surroundings';
import { CliError, EXIT } from '../exit';
import { callerOption, clusterFileOption, domainOption, tlsSecretOption, meshOption, type Mesh } from '../options';
import { addWhere, whereOf, type Where } from '../where';

interface SubmitOptions {
  readonly parameter?: string[];
  readonly restart?: boolean;
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly mesh?: Mesh;
  readonly cluster?: string;
  readonly domain?: string;
  readonly tlsSecret?: string;
  readonly caller?: readonly Caller[];
}

/** What only a cluster can be asked for. */
const OF_CLUSTERS = {
  dryRun: '--dry-run',
  force: '--force',
  mesh: '--mesh',
  domain: '--domain',
  tlsSecret: '--tls-secret',
  caller: '--caller',
  cluster: '--cluster',
} as const;

/** `myelin submit FILE`: an axon for a cluster, or an edit for the runner that runs. */
export function registerSubmit(program: Command): void {
  const command = program
    .command('submit')
    .description('give an axon to a cluster, or an edited one to its runner; runs in flight keep their spec')
    .argument('<file>', 'an axon: a file, a URL, or - for standard input')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .option('--restart', 'fire the start sensors again')
    .option('--prune', 'retire what deployers serve, and delete objects, that the axon does not have any more')
    .option('--dry-run', 'of a cluster: have it checked there, and change nothing')
    .option('--force', 'of a cluster: take over fields that somebody else has set')
    .addOption(meshOption())
    .addOption(domainOption())
    .addOption(tlsSecretOption())
    .addOption(callerOption('ask deployers'))
    .addOption(clusterFileOption());
  addWhere(command).action(async (file: string, options: SubmitOptions) => {
    const where = whereOf(command);
    if (where.kind === 'folder') refuseOfClusters(command);
    await submit(file, options, where);
  });
}

async function submit(file: string, options: SubmitOptions, where: Where): Promise<void> {
  const { loadDocument, refuseErrors } = await import('../documents.js');
  const { parameter: parameters = [], restart = false, prune = false } = options;
  const document = await loadDocument(file, { parameters });
  refuseErrors(document, true);
  if (where.kind === 'folder') {
    const { submitToRunner } = await import('../submit-to-runner.js');
    return submitToRunner(document, where.stateDir, { parameters, restart, prune });
  }
  const { submitToCluster } = await import('../cluster/submit.js');
  const { namedCluster } = await import('../named-cluster.js');
  const { dryRun = false, force = false, mesh, domain, tlsSecret, caller: callers, cluster } = options;
  return submitToCluster(document, where, {
    parameters,
    restart,
    prune,
    dryRun,
    force,
    ...(mesh === undefined ? {} : { mesh }),
    ...(domain === undefined ? {} : { domain }),
    ...(tlsSecret === undefined ? {} : { tls: { secretName: tlsSecret } }),
    ...(callers === undefined ? {} : { surroundings: { callers } }),
    ...(cluster === undefined ? {} : { cluster: await namedCluster(cluster) }),
  });
}

function refuseOfClusters(command: Command): void {
  const given = Object.entries(OF_CLUSTERS).find(([name]) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  throw new CliError(`myelin: ${given[1]} is of a cluster; name one with -n, --context or -c`, EXIT.usage);
}
