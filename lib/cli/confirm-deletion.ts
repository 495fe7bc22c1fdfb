import { CliError, EXIT } from './exit';

/**
 * Has a person type the name of what is to be deleted.
 *
 * @param what - goes with it, in words
 * @throws CliError unless the name is typed, or where nobody can be asked
 */
export async function confirmDeletion(name: string, what: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError('myelin: nobody can be asked here; say --yes to delete', EXIT.usage);
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`type ${name} to delete ${what}: `);
  lines.close();
  if (answer.trim() !== name) throw new CliError(`myelin: nothing was deleted: ${answer.trim()} is not ${name}`);
}
