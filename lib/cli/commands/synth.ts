import { Option, type Command } from 'commander';

interface SynthOptions {
  readonly output: string;
  readonly stdout?: boolean;
  readonly parameter?: string[];
}

/** `myelin synth FILE`: Kubernetes objects, as an app of one chart would write them. */
export function registerSynth(program: Command): void {
  program
    .command('synth')
    .description('write the Kubernetes objects of an axon')
    .argument('<file>', 'an axon')
    .addOption(new Option('-o, --output <dir>', 'folder for the files').default('dist'))
    .addOption(new Option('--stdout', 'print the objects, write no file').conflicts('output'))
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (file: string, { output, stdout, parameter }: SynthOptions) => {
      const { parseParameters, refuseIssues } = await import('../documents.js');
      const { nameOf, readText } = await import('../read-text.js');
      const { synthesize } = await import('../synthesize.js');
      const { printIssues } = await import('../issues.js');
      const { CliError } = await import('../exit.js');
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
      else for (const path of made.write(output)) process.stdout.write(`${path}\n`);
    });
}
