import type { Command } from 'commander';
import { outputOption, stateDirOption, type StateOptions } from '../options';
import { CliError, EXIT } from '../exit';

interface GetOptions extends StateOptions {
  readonly output: string;
  readonly why?: boolean;
}

/** `myelin get NAME`: the state of an axon, and with `--why` what was decided and for which reason. */
export function registerGet(program: Command): void {
  program
    .command('get')
    .description('show an axon: what runs, what serves, what it waits for')
    .argument('[words...]', '[axon] [NAME]; without a name, the list of all')
    .addOption(outputOption(['text', 'wide', 'name', 'json', 'yaml']))
    .option('--why', 'tell every decision with its reason, oldest first, and where each version comes from')
    .addOption(stateDirOption())
    .addHelpText('after', '\nThe JSON of one axon is the state that `myelin run --until` sees.')
    .action(get);
}

async function get(words: readonly string[], { output, why = false, stateDir }: GetOptions): Promise<void> {
  const { axonName } = await import('../axon-words.js');
  const { withState } = await import('../state-reader.js');
  const name = axonName(words);
  if (name === undefined && why) throw new CliError('myelin: --why wants the name of an axon', EXIT.usage);
  const text = await withState(stateDir, async (reader) => {
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
