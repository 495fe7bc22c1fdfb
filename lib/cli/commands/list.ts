import type { Command } from 'commander';
import { outputOption } from '../options';
import { addWhere, whereOf } from '../where';

/** `myelin list`: the axons of a place. */
export function registerList(program: Command): void {
  const list = program
    .command('list')
    .description('list the axons of a state folder, or of a namespace')
    .argument('[words...]', '[axon] [NAME]')
    .addOption(outputOption(['table', 'wide', 'name', 'json', 'yaml']));
  addWhere(list).action(async (words: string[], { output }: { output: string }) => {
    const { axonName } = await import('../axon-words.js');
    const { listAxons } = await import('../list-axons.js');
    const { withAxons } = await import('../axon-reader.js');
    process.stdout.write(await withAxons(whereOf(list), (reader) => listAxons(reader, output, axonName(words))));
  });
}
