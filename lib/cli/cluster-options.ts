import { Option, type Command } from 'commander';
import { namespaceName } from './options';

/**
 * The options that name a cluster, in the words of every command that asks one.
 *
 * The namespace may stand in the environment, for all of them alike: one that lists another namespace than the next one deletes is
 * a trap. An empty variable is none.
 */
export function addCluster(command: Command): Command {
  for (const option of clusterOptions()) command.addOption(option);
  return command.hook('preAction', () => {
    if (command.getOptionValue('namespace') === '') command.setOptionValue('namespace', undefined);
  });
}

function clusterOptions(): readonly Option[] {
  return [
    new Option('-n, --namespace <name>', 'a namespace of a cluster (default: that of the context)')
      .argParser(namespaceName)
      .env('MYELIN_NAMESPACE'),
    new Option('--context <name>', 'the cluster of a context of kubectl (default: the current one)'),
    new Option('-c, --kubeconfig <file>', 'the cluster of a kubeconfig (default: that of kubectl)'),
  ];
}
