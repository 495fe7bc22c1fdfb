import { Option, type Command } from 'commander';
import { namespaceName } from './options';

/** The options of commands that are about a cluster and nothing else. */
export function addCluster(command: Command): Command {
  for (const option of clusterOptions()) command.addOption(option);
  return command;
}

/** What names a cluster, in the words of every command that takes it; the first is the namespace. */
export function clusterOptions(): readonly [Option, Option, Option] {
  return [
    new Option('-n, --namespace <name>', 'a namespace of a cluster (default: that of the context)').argParser(
      namespaceName,
    ),
    new Option('--context <name>', 'the cluster of a context of kubectl (default: the current one)'),
    new Option('-c, --kubeconfig <file>', 'the cluster of a kubeconfig (default: that of kubectl)'),
  ];
}
