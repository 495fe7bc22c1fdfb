import type { Command } from 'commander';
import { outputOption, stateDirOption, type StateOptions } from '../options';
import { CliError, EXIT } from '../exit';

/** `myelin endpoint NAME`: where the deployers of an axon answer. */
export function registerEndpoint(program: Command): void {
  program
    .command('endpoint')
    .description('print the addresses on which an axon answers')
    .argument('<words...>', '[axon] NAME')
    .addOption(outputOption(['table', 'json', 'yaml']))
    .addOption(stateDirOption())
    .addHelpText(
      'after',
      '\nThe JSON is [{name, modelStable: {url, publicUrl}, modelProxy: {url, publicUrl},\n' +
        'models: [{name, backends: [{name, version, url}]}]}]: modelProxy splits traffic over the versions,\n' +
        'modelStable is the newest version that serves (null before there is one). URLs end in a slash.',
    )
    .action(async (words: string[], { output, stateDir }: StateOptions & { output: string }) => {
      const { axonName } = await import('../axon-words.js');
      const { needRunner } = await import('../client.js');
      const { endpointsOf, renderEndpoints } = await import('../endpoints.js');
      const { withState } = await import('../state-reader.js');
      const name = axonName(words);
      if (name === undefined) throw new CliError('myelin: endpoint wants the name of an axon', EXIT.usage);
      const endpoints = await withState(stateDir, async (reader) => {
        const axon = reader.axon(name);
        if (!reader.isRunning(name)) needRunner(stateDir);
        if (!reader.isRunning(name)) throw new CliError(`myelin: the runner of ${stateDir} does not run ${name}`);
        return endpointsOf(axon, await reader.view(name));
      });
      process.stdout.write(renderEndpoints(endpoints, output));
    });
}
