import { Option, type Command } from 'commander';
import { CliError, EXIT } from '../exit';
import type { Explained } from '../explain';

interface SynthOptions {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly explain?: Explained;
  readonly parameter?: string[];
}

const FOLDER = 'dist';

/** `myelin synth FILE`: Kubernetes objects, as an app of one chart would write them. */
export function registerSynth(program: Command): void {
  program
    .command('synth')
    .description('write the Kubernetes objects of an axon')
    .argument('<file>', 'an axon')
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
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (file: string, { output, stdout, explain, parameter }: SynthOptions) => {
      if (explain !== undefined) return explainRules(file, explain, output ?? 'table', parameter ?? []);
      const { parseParameters, refuseIssues } = await import('../documents.js');
      const { nameOf, readText } = await import('../read-text.js');
      const { synthesize } = await import('../synthesize.js');
      const { printIssues } = await import('../issues.js');
      const read = await readText(file);
      if (!read.ok) return refuseIssues([read.issue]);
      const { text } = read;
      const synthesized = synthesize(text, nameOf(file), parseParameters(parameter ?? []));
      if (!synthesized.ok) {
        printIssues(synthesized.issues, text);
        throw new CliError('');
      }
      const { made } = synthesized;
      printIssues(made.warnings, text);
      if (stdout === true) process.stdout.write(made.text());
      else for (const path of made.write(output ?? FOLDER)) process.stdout.write(`${path}\n`);
    });
}

async function explainRules(
  file: string,
  what: Explained,
  format: string,
  parameters: readonly string[],
): Promise<void> {
  if (format !== 'table' && format !== 'json') {
    throw new CliError(`myelin: with --explain the output is table or json, got ${format}`, EXIT.usage);
  }
  const { loadDocument, refuseErrors } = await import('../documents.js');
  const { explainJson, explainTable } = await import('../explain.js');
  const { originIn } = await import('../../spec/load.js');
  const document = await loadDocument(file, { parameters });
  refuseErrors(document, true);
  const axons = document.axons.flatMap((loaded) =>
    loaded.axon === undefined ? [] : [{ axon: loaded.axon, origin: originIn(loaded) }],
  );
  process.stdout.write(format === 'json' ? explainJson(what, axons) : explainTable(what, axons));
}
