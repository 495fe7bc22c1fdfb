import type { Command } from 'commander';
import { addWhere, whereOf } from '../where';

/** `myelin logs NAME`: what a task printed. */
export function registerLogs(program: Command): void {
  const command = program
    .command('logs')
    .description('print what a task printed')
    .argument(
      '<name>',
      'a task (its newest attempt), a task run (all its attempts), an attempt, or a version (its servers)',
    )
    .option('-f, --follow', 'go on as it prints, until the attempt ends');
  addWhere(command).action(async (name: string, { follow = false }: { readonly follow?: boolean }) => {
    const { attemptsNamed } = await import('../attempt-names.js');
    const { withAxons } = await import('../axon-reader.js');
    const { printLogs } = await import('../print-logs.js');
    const where = whereOf(command);
    if (where.kind === 'folder') {
      const found = await withAxons(where, (reader) => attemptsNamed(reader, name));
      return printLogs(where.stateDir, found, follow);
    }
    const { printPodLogs } = await import('../cluster/pod-logs.js');
    return withAxons(where, async (reader) => printPodLogs(where, reader, await attemptsNamed(reader, name), follow));
  });
}
