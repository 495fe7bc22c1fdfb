import type { Axon } from '../axon';
import { contentHash } from '../canonical';
import type { BrokenNames } from '../repair';
import type { AxonSpec } from '../schema/axon';
import { resolveDeployers } from './deployers';
import { Scope, type SpannedIssue } from './scope';
import { resolveSensors } from './sensors';
import { resolveTasks } from './tasks';

/** What is kept when the axon says nothing. */
const DEFAULT_RETENTION = { runs: 50, versions: 10, trials: 20 };

/** Versions kept beyond the highest rollout index: one, to go back to. */
const DEFAULT_KEEP_VERSIONS = 1;

export interface Resolved {
  /** With errors among the issues, what is left of the axon: fit to be checked, not to be run. */
  readonly axon: Axon;
  readonly issues: readonly SpannedIssue[];
}

/**
 * Turns names into references and fills in defaults. `desired` has been expanded before.
 *
 * Time is linear in the spec, but for the order of actions and nodes.
 */
export function resolveAxon(spec: AxonSpec, broken: BrokenNames): Resolved {
  const scope = new Scope(spec.metadata.name, broken);
  resolveTasks(spec, scope);
  resolveDeployers(spec, scope);
  const sensors = resolveSensors(spec, scope);
  const { name, namespace } = spec.metadata;
  const { suspend, keepVersions, retention } = spec.spec;
  return {
    axon: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      spec,
      hash: contentHash({ name, spec: spec.spec }),
      tasks: scope.tasks,
      sensors,
      deployers: scope.deployers,
      suspend: suspend ?? false,
      keepVersions: keepVersions ?? DEFAULT_KEEP_VERSIONS,
      retention: { ...DEFAULT_RETENTION, ...retention },
    },
    issues: scope.issues,
  };
}
