import { Option, type Command } from 'commander';
import type { Caller } from '../../spec/derive/surroundings';
import type { Issue } from '../../spec/issue';
import { CliError, EXIT } from '../exit';
import type { Explained } from '../explain';
import {
  callerOption,
  clusterFileOption,
  domainOption,
  meshOption,
  namespaceOption,
  tlsSecretOption,
  type Mesh,
} from '../options';

interface SynthOptions {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly explain?: Explained;
  readonly mesh?: Mesh;
  readonly cluster?: string;
  readonly domain?: string;
  readonly tlsSecret?: string;
  readonly caller?: readonly Caller[];
  readonly namespace?: string;
  readonly parameter?: string[];
}

const FOLDER = 'dist';

/** `myelin synth FILE...`: Kubernetes objects, as an app with one chart for each file would write them. */
export function registerSynth(program: Command): void {
  program
    .command('synth')
    .description('write the Kubernetes objects of axons')
    .argument('<file...>', 'axons, or - for standard input')
    .addOption(
      new Option('-o, --output <dir>', `folder for the files (default: ${FOLDER}); with --explain, table or json`),
    )
    .addOption(new Option('--stdout', 'print the objects, write no file').conflicts(['output', 'explain']))
    .addOption(
      new Option(
        '--explain <what>',
        'write no file, say for each rule of the Roles or the network what needs it',
      ).choices(['rbac', 'network']),
    )
    .addOption(meshOption())
    .addOption(domainOption())
    .addOption(tlsSecretOption())
    .addOption(callerOption('ask deployers'))
    .addOption(clusterFileOption())
    .addOption(namespaceOption())
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (files: readonly string[], options: SynthOptions) => {
      if (options.explain === undefined) return writeObjects(files, options);
      return explainRules(files, options.explain, options);
    });
}

async function writeObjects(files: readonly string[], options: SynthOptions): Promise<void> {
  const { output, stdout, mesh, domain, tlsSecret, caller: callers, namespace, parameter, cluster } = options;
  const { parseParameters, refuseIssues } = await import('../documents.js');
  const { nameOf, readText } = await import('../read-text.js');
  const { namedCluster } = await import('../named-cluster.js');
  const { synthesize } = await import('../synthesize.js');
  const { printManifest, streamOf, writePrinted } = await import('../manifest-files.js');
  const { printIssues } = await import('../issues.js');
  const texts = new Map<string, string>();
  const unread: Issue[] = [];
  for (const file of files) {
    const read = await readText(file);
    if (read.ok) texts.set(nameOf(file), read.text);
    else unread.push(read.issue);
  }
  refuseIssues(unread);
  const synthesized = synthesize(
    [...texts].map(([file, text]) => ({ file, text })),
    {
      parameterValues: parseParameters(parameter ?? []),
      ...(mesh === undefined ? {} : { mesh }),
      ...(cluster === undefined ? {} : { cluster: await namedCluster(cluster) }),
      ...(domain === undefined ? {} : { domain }),
      ...(tlsSecret === undefined ? {} : { tls: { secretName: tlsSecret } }),
      ...(callers === undefined ? {} : { surroundings: { callers } }),
      ...(namespace === undefined ? {} : { namespace }),
    },
    printManifest,
  );
  if (!synthesized.ok) {
    printIssues(synthesized.issues, texts);
    throw new CliError('');
  }
  const { made } = synthesized;
  printIssues(made.warnings, texts);
  if (stdout === true) for (const piece of streamOf(made.kept)) process.stdout.write(piece);
  else for (const path of writePrinted(made.kept, output ?? FOLDER)) process.stdout.write(`${path}\n`);
}

async function explainRules(files: readonly string[], what: Explained, options: SynthOptions): Promise<void> {
  const { output: format = 'table', parameter: parameters = [], mesh, domain, namespace, cluster } = options;
  const callers = options.caller ?? [];
  if (format !== 'table' && format !== 'json') {
    throw new CliError(`myelin: with --explain the output is table or json, got ${format}`, EXIT.usage);
  }
  const { loadDocument, refuseErrors } = await import('../documents.js');
  const { explainJson, explainTable } = await import('../explain.js');
  const { originIn } = await import('../../spec/load.js');
  const { surroundingsOf } = await import('../../spec/derive/surroundings.js');
  const { clusterDefaults } = await import('../../spec/derive/on-cluster.js');
  const { readFacts } = await import('../cluster-file.js');
  const facts = cluster === undefined ? {} : await readFacts(cluster);
  const axons = [];
  for (const file of files) {
    const document = await loadDocument(file, { parameters });
    refuseErrors(document, true);
    for (const loaded of document.axons) {
      if (loaded.axon === undefined) continue;
      const { axon } = loaded;
      const given = { ...(mesh === undefined ? {} : { mesh }), ...(domain === undefined ? {} : { domain }) };
      const { surroundings, ...defaults } = clusterDefaults(facts, axon.namespace ?? namespace);
      const where = { ...defaults, ...given };
      const around = surroundingsOf(
        { ...where, open: where.domain !== undefined, scraped: true },
        { ...surroundings, callers },
      );
      axons.push({ axon, around, origin: originIn(loaded) });
    }
  }
  process.stdout.write(format === 'json' ? explainJson(what, axons) : explainTable(what, axons));
}
