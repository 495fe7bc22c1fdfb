import type { Command } from 'commander';
import { outputOption, stateDirOption, type StateOptions } from '../options';

/** `myelin list`: the axons of a state folder. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description('list the axons of a state folder')
    .argument('[words...]', '[axon] [NAME]')
    .addOption(outputOption(['table', 'wide', 'name', 'json', 'yaml']))
    .addOption(stateDirOption())
    .action(async (words: string[], options: StateOptions & { output: string }) => {
      const { axonName } = await import('../axon-words.js');
      const { listAxons } = await import('../list-axons.js');
      const { withState } = await import('../state-reader.js');
      const text = await withState(options.stateDir, (reader) => listAxons(reader, options.output, axonName(words)));
      process.stdout.write(text);
    });
}
