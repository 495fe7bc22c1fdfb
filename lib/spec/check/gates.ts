import type { Axon, Condition, Sensor, Task, Trigger } from '../axon';
import { declaredMetrics } from '../derive/declared-metrics';
import { issue, type Issue, type Path } from '../issue';
import type { CelExpression } from '../lang/cel';

/**
 * Gates that ask for metrics which the firing does not bring.
 *
 * - `metrics` are those of the first trigger, as written, that hears the end of a task; nothing else brings any. With
 *   `policy: Any` only one trigger is consumed, so each stands for itself.
 * - Of a training that declares metrics it is taken that it reports no others which another task declares.
 */
export function checkGates(axon: Axon): readonly Issue[] {
  return axon.sensors.flatMap((sensor) => [
    ...whensOf(sensor).flatMap((gate) => checkWhen(axon, sensor, gate)),
    ...(sensor.filter === undefined ? [] : checkFilter(sensor, sensor.filter)),
    ...sensor.conditions.flatMap((condition) => checkCondition(axon, condition)),
  ]);
}

interface Gate {
  readonly when: CelExpression;
  readonly path: Path;
  /** The triggers that each firing in which it is asked consumes. */
  readonly firings: readonly (readonly Trigger[])[];
}

function whensOf({ triggers, policy, when, path }: Sensor): readonly Gate[] {
  const alone = policy === 'Any' && triggers.length > 0;
  const own = triggers.flatMap((trigger): Gate[] => {
    if (!('when' in trigger) || trigger.when === undefined) return [];
    return [{ when: trigger.when, path: [...trigger.path, 'when'], firings: [alone ? [trigger] : triggers] }];
  });
  if (when === undefined) return own;
  return [...own, { when, path: [...path, 'when'], firings: alone ? triggers.map((one) => [one]) : [triggers] }];
}

/** The task whose metrics a trigger brings. */
function broughtBy(trigger: Trigger): Task | undefined {
  if (trigger.kind !== 'lifecycle' || trigger.condition === 'Running' || trigger.subject.kind !== 'task')
    return undefined;
  // A server is heard when it serves, and reports while it does.
  return trigger.subject.task.kind === 'deploy' ? undefined : trigger.subject.task;
}

function checkWhen(axon: Axon, sensor: Sensor, { when, path, firings }: Gate): Issue[] {
  const brought = firings.map((consumed) => consumed.flatMap((trigger) => broughtBy(trigger) ?? [])[0]);
  const asked = [...new Set([...when.readsMetrics, ...when.callsImproves])];
  if (brought.every((task) => task === undefined)) {
    if (when.canHoldWithout('metrics')) return [];
    const message = `${when.source} can never hold, no trigger of ${sensor.name} brings metrics`;
    return [issue('MYL1209', path, message, howToHear(axon, asked))];
  }
  return asked.flatMap((metric): Issue[] => {
    const others = declaring(axon, metric);
    const heard = brought.flatMap((task) => task ?? []);
    if (others.length === 0 || !heard.every((task) => reportsNo(task, metric))) return [];
    const names = [...new Set(heard.map(({ name }) => name))].join(', ');
    const message = `metrics are those of ${names}, but ${metric} is declared by ${others.map(({ name }) => name).join(', ')}`;
    return [issue('MYL1210', path, message, whereToHear(sensor, others, heard))];
  });
}

function checkFilter(sensor: Sensor, filter: CelExpression): Issue[] {
  if (filter.canHoldWithout('metrics')) return [];
  const { triggers, policy, name, path } = sensor;
  const kept = triggers.filter((trigger) => broughtBy(trigger) === undefined);
  if (policy === 'Any' || triggers.length === 0 ? kept.length < triggers.length : kept.length === 0) return [];
  const what = triggers.length === 0 ? 'its start' : kept.map((trigger) => trigger.name).join(', ');
  const message = `${filter.source} keeps out every event of ${what}, which brings no metrics, so ${name} never fires`;
  return [
    issue('MYL1209', [...path, 'filter'], message, 'ask for metrics in when, which is asked of all events together'),
  ];
}

function checkCondition(axon: Axon, { task, metrics, source, path }: Condition): Issue[] {
  if (task.kind === 'deploy') {
    const message = `${source} can never hold, ${task.name} serves and so has no last run with metrics`;
    return [issue('MYL1209', [...path, 'task'], message, 'name the training, or watch what serves with an Alert')];
  }
  return metrics.flatMap((metric): Issue[] => {
    const others = declaring(axon, metric);
    if (others.length === 0 || !reportsNo(task, metric)) return [];
    const names = others.map(({ name }) => name).join(', ');
    const message = `the condition reads ${task.name}, but ${metric} is declared by ${names}`;
    return [
      issue('MYL1210', [...path, 'task'], message, `name ${others[0]?.name} instead, or declare ${metric} there`),
    ];
  });
}

/** Tasks that say they report a metric. */
function declaring(axon: Axon, metric: string): readonly Task[] {
  return [...axon.tasks.values()].filter((task) => declaredMetrics(task).includes(metric));
}

/** Only trainings can declare what a run ends with; of other tasks nothing is known. */
function reportsNo(task: Task, metric: string): boolean {
  const declared = declaredMetrics(task);
  return task.kind === 'train' && declared.length > 0 && !declared.includes(metric);
}

function howToHear(axon: Axon, metrics: readonly string[]): string {
  const training = metrics.flatMap((metric) => declaring(axon, metric)).find(({ kind }) => kind === 'train');
  const trigger = `a Lifecycle trigger on the end of ${training?.name ?? 'the task that reports them'}`;
  return `add ${trigger}${axon.deployers.size === 0 ? '' : ', or read deployed, the metrics of what serves'}`;
}

function whereToHear(sensor: Sensor, others: readonly Task[], heard: readonly Task[]): string {
  const later = sensor.triggers.find((trigger) => {
    const task = broughtBy(trigger);
    return task !== undefined && others.includes(task);
  });
  if (later !== undefined) return `of several tasks the first trigger counts: write ${later.name} first`;
  const [other] = others;
  return other?.kind === 'train'
    ? `wait for the end of ${other.name}, or declare it under metrics of ${heard[0]?.name}`
    : `declare it under metrics of ${heard[0]?.name}, or read deployed, the metrics of what serves`;
}
