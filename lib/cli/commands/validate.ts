import type { Command } from 'commander';
import { CliError } from '../exit';
import { outputOption } from '../options';

interface ValidateOptions {
  readonly strict?: boolean;
  readonly expand?: boolean;
  readonly parameter?: string[];
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
  const found = [];
  for (const file of files) {
    const document = await loadDocument(file, { parameters: options.parameter ?? [], strict: options.strict ?? false });
    found.push(...document.issues);
    if (options.output !== 'json') printIssues(document.issues, document.text);
    if (hasErrors(document.issues)) continue;
    if (options.expand) for (const { axon } of document.axons) if (axon) process.stdout.write(specToYaml(axon.spec));
    const names = document.axons.map(({ axon }) => axon?.name).join(', ');
    if (options.output !== 'json' && !options.expand) process.stdout.write(`${document.file}: ${names} is valid\n`);
  }
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(issuesToJson(found), null, 2)}\n`);
  if (hasErrors(found)) throw new CliError('');
}
