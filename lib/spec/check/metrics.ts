import type { Axon, Sensor, Task } from '../axon';
import { issue, type Path } from '../issue';
import type { CelExpression } from '../lang/cel';
import { didYouMean } from '../lang/closest';
import type { SpannedIssue } from '../resolve/scope';

/** Metrics that the hands report themselves. */
const BUILT_IN = /^myelin_/;

/** Metrics that are read and that no task declares, and reads of what may not be deployed yet. */
export function checkMetrics(axon: Axon, complete: boolean): readonly SpannedIssue[] {
  const declared = new Set([...axon.tasks.values()].flatMap(declaredBy));
  return axon.sensors.flatMap((sensor) => [
    ...(complete ? checkDeclared(sensor, declared) : []),
    ...expressionsOf(sensor).flatMap(({ when, path }) => checkDeployed(when, path)),
  ]);
}

function declaredBy(task: Task): readonly string[] {
  if (task.kind !== 'train' && task.kind !== 'deploy') return [];
  const objective = task.kind === 'train' && task.objective ? [task.objective.metric] : [];
  return [...task.metrics.map(({ name }) => name), ...objective];
}

function checkDeclared(sensor: Sensor, declared: ReadonlySet<string>): SpannedIssue[] {
  const places: { readonly metrics: readonly string[]; readonly path: Path }[] = [
    ...sensor.triggers.flatMap((trigger) =>
      trigger.kind === 'alert' ? [{ metrics: trigger.metrics, path: [...trigger.path, 'condition'] }] : [],
    ),
    ...sensor.conditions.map(({ metrics, path }) => ({ metrics, path: [...path, 'condition'] })),
    ...expressionsOf(sensor).map(({ when, path }) => ({
      metrics: [...new Set([...when.readsMetrics, ...when.callsImproves])],
      path,
    })),
  ];
  return places.flatMap(({ metrics, path }) =>
    metrics
      .filter((metric) => !declared.has(metric) && !BUILT_IN.test(metric))
      .map((metric) => {
        const hint = didYouMean(metric, declared) ?? 'declare it under metrics of the task that reports it';
        return issue('MYL1202', path, `no task declares the metric ${metric}`, hint);
      }),
  );
}

function expressionsOf(sensor: Sensor): readonly { readonly when: CelExpression; readonly path: Path }[] {
  return [...sensor.triggers, sensor].flatMap((place) =>
    'when' in place && place.when !== undefined ? [{ when: place.when, path: [...place.path, 'when'] }] : [],
  );
}

function checkDeployed(when: CelExpression, path: Path): SpannedIssue[] {
  return ['deployed', 'deployers'].flatMap((variable) =>
    when.readsWithoutHas(variable).map(({ from, to }) => {
      const read = when.source.slice(from, to);
      const message = `${read} is read without has(), so this is false until something is deployed`;
      return {
        ...issue('MYL1204', path, message, `write !has(${read}) || ..., or use improves(...)`),
        span: [from, to],
      };
    }),
  );
}
