import type { Command } from 'commander';
import { confirmDeletion } from '../confirm-deletion';
import type { ClusterOptions } from '../kubectl';
import { addWhere, whereOf } from '../where';

interface DeleteOptions {
  readonly yes?: boolean;
  readonly data?: boolean;
}

/** `myelin delete AXON`: everything that a state folder or a namespace has of an axon. */
export function registerDelete(program: Command): void {
  const command = program
    .command('delete')
    .description('delete an axon: its journal, runs and models; in a cluster its objects')
    .argument('<axon>', 'name of an axon; on one machine, of one that does not run')
    .option('--yes', 'do not ask')
    .option('--data', 'of a cluster: delete the claim of its store too; a state folder has no other way');
  addWhere(command).action(async (name: string, options: DeleteOptions) => {
    const where = whereOf(command);
    if (where.kind === 'cluster') return deleteInCluster(name, options, where);
    return deleteInFolder(name, options, where.stateDir);
  });
}

async function deleteInFolder(name: string, { yes = false }: DeleteOptions, stateDir: string): Promise<void> {
  const { forgetAxon } = await import('../forget-axon.js');
  const { withDiagnostics } = await import('../machine-faults.js');
  const { withAxons } = await import('../axon-reader.js');
  const { unknownName } = await import('../unknown-name.js');
  await withAxons({ kind: 'folder', stateDir }, (reader) => {
    if (!reader.names().includes(name)) throw unknownName('axon', name, reader.names());
  });
  if (!yes) await confirmDeletion(name, 'its journal, models and data');
  await withDiagnostics(() => forgetAxon(stateDir, name));
  process.stderr.write(`deleted ${name}\n`);
}

async function deleteInCluster(
  name: string,
  { yes = false, data = false }: DeleteOptions,
  cluster: ClusterOptions,
): Promise<void> {
  const { deleteAxon, doomedObjects } = await import('../cluster/delete-axon.js');
  const doomed = await doomedObjects(cluster, name, data);
  const store = data ? ', and its store with models and data' : '';
  if (!yes) await confirmDeletion(name, `what it serves, its journal, ${doomed.objects.length} objects${store}`);
  await deleteAxon(cluster, doomed);
  process.stderr.write(`deleted ${name}\n`);
}
