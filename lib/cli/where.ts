import type { Command } from 'commander';
import { addCluster } from './cluster-options';
import type { ClusterOptions } from './kubectl';
import { stateDirOption } from './options';

/** Where axons are: in a folder of this machine, or in a namespace of a cluster. */
export type Where =
  { readonly kind: 'folder'; readonly stateDir: string } | ({ readonly kind: 'cluster' } & ClusterOptions);

interface WhereOptions extends ClusterOptions {
  readonly stateDir: string;
}

/** Of these each means a cluster; the first of them may stand in the environment. */
const CLUSTER_OPTIONS = ['namespace', 'context', 'kubeconfig'] as const;

/**
 * The options that say where the axons of a command are.
 *
 * - Any of those that name a cluster means one; without them it is the state folder of this machine.
 * - `--state-dir` beats what stands in the environment; beside an option that names a cluster it is refused.
 */
export function addWhere(command: Command): Command {
  return addCluster(command.addOption(stateDirOption()));
}

/** @throws CommanderError, as for any words that do not go together */
export function whereOf(command: Command): Where {
  const { stateDir, namespace, context, kubeconfig } = command.opts<WhereOptions>();
  const given = CLUSTER_OPTIONS.filter((name) => command.getOptionValueSource(name) === 'cli');
  const folder = command.getOptionValueSource('stateDir') === 'cli';
  if (folder && given.length > 0) {
    command.error(
      `error: option '--state-dir' is a folder of this machine, '--${given[0]}' a cluster: say one of them`,
    );
  }
  if (folder || (given.length === 0 && namespace === undefined)) return { kind: 'folder', stateDir };
  return {
    kind: 'cluster',
    ...(namespace === undefined ? {} : { namespace }),
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  };
}

/** The same place in words that can be typed again. */
export function whereWords(where: Where): string {
  if (where.kind === 'folder') return where.stateDir === '.myelin' ? '' : ` --state-dir ${where.stateDir}`;
  const { namespace, context, kubeconfig } = where;
  return [
    ...(namespace === undefined ? [] : [` -n ${namespace}`]),
    ...(context === undefined ? [] : [` --context ${context}`]),
    ...(kubeconfig === undefined ? [] : [` -c ${kubeconfig}`]),
  ].join('');
}
