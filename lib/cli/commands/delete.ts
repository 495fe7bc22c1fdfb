import type { Command } from 'commander';
import { stateDirOption, type StateOptions } from '../options';
import { CliError, EXIT } from '../exit';

/** `myelin delete AXON`: everything that the state folder has of an axon. */
export function registerDelete(program: Command): void {
  program
    .command('delete')
    .description('delete an axon from the state folder: journal, runs, models, store')
    .argument('<axon>', 'name of an axon that does not run')
    .option('--yes', 'do not ask')
    .addOption(stateDirOption())
    .action(async (name: string, { yes = false, stateDir }: StateOptions & { yes?: boolean }) => {
      const { forgetAxon } = await import('../forget-axon.js');
      const { withDiagnostics } = await import('../machine-faults.js');
      const { withAxons } = await import('../axon-reader.js');
      const { unknownName } = await import('../unknown-name.js');
      await withAxons({ kind: 'folder', stateDir }, (reader) => {
        if (!reader.names().includes(name)) throw unknownName('axon', name, reader.names());
      });
      if (!yes) await confirm(name);
      await withDiagnostics(() => forgetAxon(stateDir, name));
      process.stderr.write(`deleted ${name}\n`);
    });
}

async function confirm(name: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError('myelin: nobody can be asked here; say --yes to delete', EXIT.usage);
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`type ${name} to delete its journal, models and data: `);
  lines.close();
  if (answer.trim() !== name) throw new CliError(`myelin: nothing was deleted: ${answer.trim()} is not ${name}`);
}
