import type { Command } from 'commander';
import { CliError, EXIT } from '../exit';
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
  if (!yes) await confirm(name, 'its journal, models and data');
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
  if (!yes) await confirm(name, `what it serves, its journal, ${doomed.objects.length} objects${store}`);
  await deleteAxon(cluster, doomed);
  process.stderr.write(`deleted ${name}\n`);
}

async function confirm(name: string, what: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError('myelin: nobody can be asked here; say --yes to delete', EXIT.usage);
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`type ${name} to delete ${what}: `);
  lines.close();
  if (answer.trim() !== name) throw new CliError(`myelin: nothing was deleted: ${answer.trim()} is not ${name}`);
}
