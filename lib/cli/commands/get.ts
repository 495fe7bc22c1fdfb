import type { Command } from 'commander';
import { outputOption } from '../options';
import { CliError, EXIT } from '../exit';
import { addWhere, whereOf, type Where } from '../where';

interface GetOptions {
  readonly output: string;
  readonly why?: boolean;
}

/** `myelin get NAME`: the state of an axon, and with `--why` what was decided and for which reason. */
export function registerGet(program: Command): void {
  const command = program
    .command('get')
    .description('show an axon: what runs, what serves, what is in the way, what it waits for')
    .argument('[words...]', '[axon] [NAME]; without a name, the list of all')
    .addOption(outputOption(['text', 'wide', 'name', 'json', 'yaml']))
    .option('--why', 'tell every decision with its reason, oldest first, and where each version comes from')
    .addHelpText('after', '\nThe JSON of one axon is the state that `myelin run --until` sees.');
  addWhere(command).action((words: string[], options: GetOptions) => get(words, options, whereOf(command)));
}

async function get(words: readonly string[], { output, why = false }: GetOptions, where: Where): Promise<void> {
  const { axonName } = await import('../axon-words.js');
  const { withAxons } = await import('../axon-reader.js');
  const name = axonName(words);
  if (name === undefined && why) throw new CliError('myelin: --why wants the name of an axon', EXIT.usage);
  const text = await withAxons(where, async (reader) => {
    if (name === undefined) {
      const { listAxons } = await import('../list-axons.js');
      return listAxons(reader, output === 'text' ? 'table' : output);
    }
    if (why) {
      const { tellWhy } = await import('../why.js');
      return tellWhy(reader, name, output);
    }
    const { showAxon } = await import('../show-axon.js');
    return showAxon(await reader.view(name), output, Date.now());
  });
  process.stdout.write(text);
}
