import type { Command } from 'commander';
import { addCluster } from '../cluster-options';
import type { ClusterOptions } from '../kubectl';

/** `myelin backup AXON`: the whole state of an axon in a cluster, on standard output. */
export function registerBackup(program: Command): void {
  const command = program
    .command('backup')
    .description('write the state of an axon in a cluster: its spec, journal and metrics; not the files of its store')
    .argument('<axon>', 'name of an axon');
  addCluster(command).action(async (axon: string, options: ClusterOptions) => {
    const { backup } = await import('../backup/backup.js');
    process.stdout.write(await backup(options, axon));
  });
}

/** `myelin restore FILE`: an axon as it was when it was backed up, in a namespace that does not have it. */
export function registerRestore(program: Command): void {
  const command = program
    .command('restore')
    .description('make an axon of a backup, which goes on where that was written; then apply its files')
    .argument('<file>', 'a backup, or - for standard input');
  addCluster(command).action(async (file: string, options: ClusterOptions) => {
    const { restore } = await import('../backup/restore.js');
    await restore(options, file);
  });
}
