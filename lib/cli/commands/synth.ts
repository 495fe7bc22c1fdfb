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
      const { loadDocument, parseParameters, refuseErrors } = await import('../documents.js');
      const { synthesize } = await import('../synthesize.js');
      const { printIssues } = await import('../issues.js');
      const document = await loadDocument(file, { parameters: parameter ?? [] });
      refuseErrors(document, true);
      const name = document.axons[0]?.axon?.name ?? 'axon';
      const { warnings, ...made } = await synthesize(file, name, parseParameters(parameter ?? []));
      printIssues(warnings, document.text);
      if (stdout === true) process.stdout.write(made.text);
      else for (const path of await made.write(output)) process.stdout.write(`${path}\n`);
    });
}
