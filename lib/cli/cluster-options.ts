import type { Command } from 'commander';

/** The options of commands that are about a cluster and nothing else. */
export function addCluster(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'namespace (default: that of the context)')
    .option('--context <name>', 'context of kubectl')
    .option('-c, --kubeconfig <file>', 'kubeconfig');
}
