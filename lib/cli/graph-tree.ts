import type { Action, Axon, ModelGraph, Route, Sensor, Task, Trigger } from '../spec/axon';
import { axonLoops, type AxonLoop } from '../spec/derive/causes';

/** The axon as a tree of lines: tasks, sensors with what they listen to and what they start, deployers with routes, loops. */
export function graphTree(axon: Axon): string[] {
  return [
    axon.name,
    ...[...axon.tasks.values()].map((task) => `  task ${task.name} (${taskWords(task)})`),
    ...axon.sensors.flatMap((sensor) => [
      `  sensor ${sensor.name}${guardWords(sensor)}`,
      ...triggerWords(sensor).map((words) => `    on ${words}`),
      ...sensor.actions.map((action) => `    ${actionWords(action)}${needsWords(sensor, action)}`),
    ]),
    ...[...axon.deployers.values()].flatMap(deployerLines),
    ...axonLoops(axon).flatMap(loopLines),
  ];
}

function taskWords(task: Task): string {
  if (task.kind !== 'train' || task.tuning === undefined) return task.kind;
  return `${task.kind}, tuned with ${task.tuning.plan.evaluations} trials`;
}

function guardWords({ when, conditions, suspend }: Sensor): string {
  const guards = [...(when === undefined ? [] : [when.source]), ...conditions.map(({ source }) => source)];
  return `${guards.length === 0 ? '' : `, when ${guards.join(' and ')}`}${suspend ? ', suspended' : ''}`;
}

function triggerWords({ triggers, policy }: Sensor): string[] {
  if (triggers.length === 0) return ['the start of the axon'];
  return triggers.map((trigger, index) => {
    const joint = index === 0 ? '' : policy === 'All' ? 'and ' : 'or ';
    return `${joint}${sayTrigger(trigger)}`;
  });
}

function sayTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'rest':
      return `a call of ${trigger.name}`;
    case 'calendar':
      return `the calendar ${trigger.cron.source}`;
    case 'alert':
      return `the alert ${trigger.name}: ${trigger.condition}`;
    case 'lifecycle': {
      const { subject } = trigger;
      return `${subject.kind === 'task' ? subject.task.name : subject.deployer.name} ${trigger.condition}`;
    }
  }
}

function actionWords(action: Action): string {
  return action.kind === 'deploy' ? `deploy ${action.deployer.name}` : `${action.kind} ${action.task.name}`;
}

/** Where all of them start in the order of the lines, nothing needs to be said; of the first only that it waits. */
function needsWords({ actions }: Sensor, action: Action): string {
  const asWritten = actions.every(({ needs }, at) => needs.join() === (at === 0 ? '' : String(at - 1)));
  if (asWritten) return '';
  const names = action.needs.map((index) => actions[index]?.name);
  if (names.length > 0) return ` after ${names.join(' and ')}`;
  return action === actions[0] ? '' : ' at once';
}

function deployerLines({ name, models, routes }: ModelGraph): string[] {
  return [
    `  deployer ${name}`,
    ...models.flatMap((model) => [
      `    model ${model.name}`,
      ...model.backends.map(({ name: backend, trainer, deploy, selection }) => {
        const from = trainer === undefined ? '' : ` of the ${selection} ${trainer.name}`;
        return `      backend ${backend}: ${deploy.name}${from}`;
      }),
    ]),
    ...routes.map((route) => `    route ${route.path}: ${nodeWords(route, route.sink)}`),
  ];
}

/** A node with those that it asks: `one (two, outside)`. */
function nodeWords(route: Route, index: number): string {
  const node = route.nodes[index];
  if (node === undefined) return '';
  const asked = node.dependencies.map((dependency) => nodeWords(route, dependency));
  return `${node.model}${asked.length === 0 ? '' : ` (${asked.join(', ')})`}`;
}

function loopLines({ sensors, guards }: AxonLoop): string[] {
  const head = `  loop ${[...sensors, sensors[0]].join(' -> ')}`;
  return guards.length === 0
    ? [`${head}, which nothing stops`]
    : [head, ...guards.map((guard) => `    guarded by ${guard}`)];
}
