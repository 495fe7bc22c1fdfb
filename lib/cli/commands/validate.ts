import type { Command } from 'commander';
import type { Axon } from '../../spec/axon';
import type { Document } from '../documents';
import { CliError } from '../exit';
import { meshOption, outputOption, type Mesh } from '../options';
import { jsonText } from '../text';

interface ValidateOptions {
  readonly strict?: boolean;
  readonly expand?: boolean;
  readonly parameter?: string[];
  readonly mesh?: Mesh;
  readonly cluster?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly output: string;
}

/** `myelin validate FILE...`: everything that is known to be wrong before anything runs. */
export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('check axons, and say everything that is wrong at once')
    .argument('<file...>', 'axons, or - for standard input')
    .option('--strict', 'take warnings for errors')
    .option('--expand', 'print the axon with `desired` turned into sensors, defaults included')
    .addOption(meshOption())
    .option('--cluster <file>', 'check against the facts about a cluster that a file has')
    .option('--context <name>', 'check against the cluster of a context of kubectl')
    .option('-c, --kubeconfig <file>', 'check against the cluster of a kubeconfig')
    .option('-n, --namespace <name>', 'namespace of axons that name none')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .addOption(outputOption(['text', 'json']))
    .action(validate);
}

async function validate(files: readonly string[], options: ValidateOptions): Promise<void> {
  const { loadDocument } = await import('../documents.js');
  const { printIssues } = await import('../issues.js');
  const { issuesToJson } = await import('../../spec/render.js');
  const { hasErrors } = await import('../../spec/issue.js');
  const { specToYaml } = await import('../../spec/unparse.js');
  const strict = options.strict ?? false;
  const documents: Document[] = [];
  for (const file of files) documents.push(await loadDocument(file, { parameters: options.parameter ?? [], strict }));
  const besides = await issuesBesides(documents, options);
  if (options.output !== 'json') printIssues(besides.general);
  const found = [...besides.general];
  for (const document of documents) {
    const issues = [...document.issues, ...besides.of(document)];
    found.push(...issues);
    if (options.output !== 'json') printIssues(issues, document.text);
    if (hasErrors(issues)) continue;
    if (options.expand) for (const { axon } of document.axons) if (axon) process.stdout.write(specToYaml(axon.spec));
    const names = document.axons.map(({ axon }) => axon?.name).join(', ');
    if (options.output !== 'json' && !options.expand) process.stdout.write(`${document.file}: ${names} is valid\n`);
  }
  if (options.output === 'json') process.stdout.write(jsonText(issuesToJson(found)));
  if (hasErrors(found)) throw new CliError('');
}

/** What is not in the text: what lies beside it, what would be made of it, and a cluster if one is named. */
async function issuesBesides(documents: readonly Document[], options: ValidateOptions) {
  const { strictly } = await import('../../spec/load.js');
  const judge = options.strict === true ? strictly : undefined;
  const { synthIssues } = await import('../synth-issues.js');
  const { clusterDefaults } = await import('../../spec/derive/on-cluster.js');
  const asked = [options.cluster, options.context, options.kubeconfig].some((option) => option !== undefined);
  const cluster = asked ? await import('../cluster-issues.js') : undefined;
  const read = await cluster?.clusterFactsFor(options, documents);
  const meshOf = ({ namespace = options.namespace }: Axon) =>
    options.mesh ?? (read === undefined ? undefined : clusterDefaults(read.facts, namespace).mesh);
  return {
    general: read?.issues ?? [],
    of: (document: Document) => {
      const ofCluster = read === undefined ? [] : (cluster?.clusterIssues(document, read.facts) ?? []);
      const issues = [...synthIssues(document, meshOf), ...ofCluster];
      return judge === undefined ? issues : issues.map(judge);
    },
  };
}
