import type { Action, Condition, Sensor } from '../axon';
import type { Path } from '../issue';
import type { AxonSpec } from '../schema/axon';
import type { ActionSpec, SensorSpec } from '../schema/sensor';
import { readCondition, readFilter, readWhen } from './expressions';
import { topologicalOrder } from './routes';
import { resolveTriggers } from './triggers';
import type { Scope } from './scope';

export function resolveSensors(spec: AxonSpec, scope: Scope): readonly Sensor[] {
  const path: Path = ['spec', 'sensors'];
  return scope.unique(spec.spec.sensors, 'sensor', path).map((sensor) => {
    return resolveSensor(sensor, [...path, spec.spec.sensors.indexOf(sensor)], scope);
  });
}

function resolveSensor(spec: SensorSpec, path: Path, scope: Scope): Sensor {
  const actions = resolveActions(spec, path, scope);
  const deployers = actions.flatMap((action) => (action.kind === 'deploy' ? [action.deployer] : []));
  const when = readWhen(spec.when, [...path, 'when'], scope);
  const filter = readFilter(spec.filter, [...path, 'filter'], scope);
  if (spec.maxInFlight !== undefined && spec.maxInFlight > 1 && spec.concurrency !== 'Allow') {
    const message = `maxInFlight ${spec.maxInFlight} contradicts concurrency ${spec.concurrency}, which runs one at a time`;
    scope.report('MYL1206', [...path, 'maxInFlight'], message, 'add concurrency: Allow, or leave maxInFlight out');
  }
  return {
    name: spec.name,
    path,
    triggers: resolveTriggers(spec, path, scope),
    policy: spec.policy,
    conditions: resolveConditions(spec, path, scope),
    ...(when === undefined ? {} : { when }),
    ...(filter === undefined ? {} : { filter }),
    actions,
    cooldown: scope.duration(spec.cooldown, [...path, 'cooldown']) ?? 0,
    debounce: scope.duration(spec.debounce, [...path, 'debounce']) ?? 0,
    concurrency: spec.concurrency,
    maxInFlight: spec.concurrency === 'Allow' ? (spec.maxInFlight ?? Infinity) : 1,
    suspend: spec.suspend ?? false,
    ...(deployers.length === 1 && deployers[0] !== undefined ? { deployer: deployers[0] } : {}),
  };
}

function resolveConditions(spec: SensorSpec, sensorPath: Path, scope: Scope): readonly Condition[] {
  return spec.conditions.flatMap((condition, index) => {
    const path = [...sensorPath, 'conditions', index];
    const task = scope.task(condition.task, [...path, 'task'], ANY_KIND, 'a condition reads a task');
    const read = readCondition(condition.condition, [...path, 'condition'], scope);
    if (task === undefined || read === undefined) return [];
    return [{ name: condition.name ?? condition.condition, path, source: condition.condition, ...read, task }];
  });
}

const ANY_KIND = ['container', 'train', 'deploy', 'spark'] as const;

/**
 * The actions of a sensor. Without `needs` each starts when the one before it has Succeeded; as soon as one of them has
 * `needs`, those without start at once.
 */
function resolveActions(spec: SensorSpec, sensorPath: Path, scope: Scope): readonly Action[] {
  const names = spec.tasks.map(actionName);
  const explicit = spec.tasks.some(({ needs }) => needs !== undefined);
  const needs = spec.tasks.map((action, index) => {
    if (!explicit) return index === 0 ? [] : [index - 1];
    return (action.needs ?? []).flatMap((name, n) => {
      const found = names.indexOf(name);
      if (found !== -1) return [found];
      const hint =
        startIt(name, spec.name, scope) ?? scope.suggest(name, names) ?? `actions of ${spec.name}: ${names.join(', ')}`;
      scope.report('MYL1101', [...sensorPath, 'tasks', index, 'needs', n], `unknown action ${name}`, hint);
      return [];
    });
  });
  const { cycle } = topologicalOrder(needs);
  if (cycle !== undefined) {
    const around = [...cycle, cycle[0] ?? 0].map((index) => names[index]).join(' needs ');
    const path = [...sensorPath, 'tasks', cycle[0] ?? 0, 'needs'];
    scope.report('MYL1205', path, `the actions of ${spec.name} wait for each other: ${around}`, 'remove one need');
  }
  const actions = spec.tasks.map((action, index) => resolveAction(action, [...sensorPath, 'tasks', index], scope));
  // An action that could not be resolved has been reported; indices count the actions that are left.
  const placeOf = new Map<number, number>();
  actions.forEach((action, index) => action !== undefined && placeOf.set(index, placeOf.size));
  return actions.flatMap((action, index) => {
    if (action === undefined) return [];
    const needed = (needs[index] ?? []).flatMap((need) => placeOf.get(need) ?? []);
    return [{ ...action, needs: needed }];
  });
}

/** What a need names that can be started, but is not. */
function startIt(name: string, sensor: string, scope: Scope): string | undefined {
  const task = scope.tasks.get(name);
  if (task === undefined || task.kind === 'deploy') {
    return scope.deployers.has(name) ? `no action of ${sensor} deploys ${name}: add one with deployer` : undefined;
  }
  const key = task.kind === 'train' ? 'trainer' : 'resourceExecutor';
  return `no action of ${sensor} starts ${name}: add ${key}: {task: ${name}}`;
}

function actionName(action: ActionSpec): string {
  return action.kind === 'deploy' ? action.deployer.name : action.task;
}

function resolveAction(action: ActionSpec, path: Path, scope: Scope): Action | undefined {
  const common = { path, name: actionName(action), env: action.env, needs: [] };
  if (action.kind === 'deploy') {
    const deployer = scope.deployers.get(action.deployer.name);
    return deployer === undefined ? undefined : { kind: 'deploy', ...common, deployer };
  }
  const key = action.kind === 'train' ? 'trainer' : 'resourceExecutor';
  const at = [...path, key, 'task'];
  const task = scope.task(action.task, at, ['container', 'train', 'spark'], `${key} starts a task that ends`);
  if (task === undefined) return undefined;
  if (action.kind === 'train' && task.kind !== 'train') {
    const message = `trainer starts ${task.name}, a ${task.kind} task that reports no metrics`;
    scope.report('MYL1106', at, message, 'start it with resourceExecutor, or define it as train');
  }
  return { kind: action.kind, ...common, task };
}
