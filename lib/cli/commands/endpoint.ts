import type { Command } from 'commander';
import { outputOption } from '../options';
import { CliError, EXIT } from '../exit';
import { addWhere, whereOf } from '../where';

/** `myelin endpoint NAME`: where the deployers of an axon answer. */
export function registerEndpoint(program: Command): void {
  const command = program
    .command('endpoint')
    .description('print the addresses on which an axon answers')
    .argument('<words...>', '[axon] NAME')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .addHelpText(
      'after',
      '\nThe JSON is [{name, modelStable: {url, publicUrl}, modelProxy: {url, publicUrl},\n' +
        'models: [{name, backends: [{name, version, url}]}]}]: modelProxy splits traffic over the versions,\n' +
        'modelStable is the newest version that serves (null before there is one). URLs end in a slash.',
    );
  addWhere(command).action(async (words: string[], { output }: { output: string }) => {
    const { axonName } = await import('../axon-words.js');
    const { withAxons } = await import('../axon-reader.js');
    const { needHands } = await import('../need-hands.js');
    const { endpointsOf, renderEndpoints } = await import('../endpoints.js');
    const name = axonName(words);
    if (name === undefined) throw new CliError('myelin: endpoint wants the name of an axon', EXIT.usage);
    const endpoints = await withAxons(whereOf(command), async (reader) => {
      const axon = await reader.axon(name);
      needHands(reader, name);
      return endpointsOf(axon, await reader.view(name));
    });
    process.stdout.write(renderEndpoints(endpoints, output));
  });
}
