import type { AxonSpec, ArtifactSpec } from './schema/axon';
import type { ActionSpec, SensorSpec, TriggerSpec } from './schema/sensor';
import type { TaskSpec } from './schema/task';
import { writeSource } from './source';

/** The inverse of the schema: tagged unions become the one-of keys of YAML again; empty lists and absent keys stay away. */
export function documentOf(spec: AxonSpec): unknown {
  const { tasks, sensors, artifacts, ...rest } = spec.spec;
  return tidy({
    apiVersion: spec.apiVersion,
    kind: spec.kind,
    metadata: spec.metadata,
    spec: { ...rest, artifacts: artifacts.map(artifactOf), tasks: tasks.map(taskOf), sensors: sensors.map(sensorOf) },
  });
}

/** A spec as YAML text; reading it again gives an equal spec. */
export function specToYaml(spec: AxonSpec): string {
  return writeSource(documentOf(spec));
}

function artifactOf({ source: { kind, ...source }, ...common }: ArtifactSpec): unknown {
  return { ...common, [kind]: source };
}

function taskOf({ kind, name, ...keys }: TaskSpec): unknown {
  return { name, [kind]: keys };
}

const TRIGGER_TYPES = { rest: 'Rest', lifecycle: 'Lifecycle', alert: 'Alert', calendar: 'Calendar' } as const;

function sensorOf({ triggers, tasks, ...keys }: SensorSpec): unknown {
  return { ...keys, triggers: triggers.map(triggerOf), tasks: tasks.map(actionOf) };
}

function triggerOf({ kind, name, ...keys }: TriggerSpec): unknown {
  return { name, type: TRIGGER_TYPES[kind], ...keys };
}

function actionOf(action: ActionSpec): unknown {
  switch (action.kind) {
    case 'execute': {
      const { kind: _, task, ...common } = action;
      return { resourceExecutor: { task }, ...common };
    }
    case 'train': {
      const { kind: _, task, ...common } = action;
      return { trainer: { task }, ...common };
    }
    case 'deploy': {
      const { kind: _, ...rest } = action;
      return rest;
    }
  }
}

/** Without absent keys and empty lists: both mean the default. An empty `needs` means something, so it stays. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, tidy(item)] as const)
      .filter(([name, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0 && name !== 'needs')),
  );
}
