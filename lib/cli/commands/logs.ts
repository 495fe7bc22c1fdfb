import type { Command } from 'commander';
import { stateDirOption, type StateOptions } from '../options';

interface LogsOptions extends StateOptions {
  readonly follow?: boolean;
}

/** `myelin logs NAME`: what a task printed. */
export function registerLogs(program: Command): void {
  program
    .command('logs')
    .description('print what a task printed')
    .argument(
      '<name>',
      'a task (its newest attempt), a task run (all its attempts), an attempt, or a version (its servers)',
    )
    .option('-f, --follow', 'go on as it prints, until the attempt ends')
    .addOption(stateDirOption())
    .action(async (name: string, { stateDir, follow = false }: LogsOptions) => {
      const { attemptsNamed } = await import('../attempt-names.js');
      const { printLogs } = await import('../print-logs.js');
      const { withState } = await import('../state-reader.js');
      const found = await withState(stateDir, (reader) => attemptsNamed(reader, name));
      await printLogs(stateDir, found, follow);
    });
}
