import type { Action, Axon, ModelGraph, Sensor, Task, Trigger } from '../spec/axon';

/** The axon as a tree of lines: tasks, sensors with what they listen to and what they start, deployers with routes. */
export function graphText(axon: Axon): string[] {
  return [
    axon.name,
    ...[...axon.tasks.values()].map((task) => `  task ${task.name} (${taskWords(task)})`),
    ...axon.sensors.flatMap((sensor) => [
      `  sensor ${sensor.name}${guardWords(sensor)}`,
      ...triggerWords(sensor).map((words) => `    on ${words}`),
      ...sensor.actions.map((action) => `    ${actionWords(action)}${needsWords(sensor, action)}`),
    ]),
    ...[...axon.deployers.values()].flatMap(deployerLines),
  ];
}

/** The same for the many places that draw Mermaid: tasks and deployers are nodes, sensors are on the way between them. */
export function graphMermaid(axon: Axon): string[] {
  const lines = ['flowchart LR'];
  for (const task of axon.tasks.values()) {
    if (task.kind !== 'deploy') lines.push(`  ${node('task', task.name)}["${task.name}"]`);
  }
  for (const name of axon.deployers.keys()) lines.push(`  ${node('deployer', name)}(["${name}"])`);
  for (const sensor of axon.sensors) {
    const id = node('sensor', sensor.name);
    lines.push(`  ${id}{{"${sensor.name}"}}`);
    for (const trigger of sensor.triggers) {
      if (trigger.kind === 'lifecycle') lines.push(`  ${subjectNode(trigger)} -->|${trigger.condition}| ${id}`);
      else lines.push(`  ${node('trigger', sensor.name, trigger.name)}(("${trigger.kind} ${trigger.name}")) --> ${id}`);
    }
    for (const action of sensor.actions) {
      const target = action.kind === 'deploy' ? node('deployer', action.deployer.name) : node('task', action.task.name);
      lines.push(`  ${id} --> ${target}`);
    }
  }
  return lines;
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
      return `alert ${trigger.name}: ${trigger.condition}`;
    case 'lifecycle': {
      const { subject } = trigger;
      return `${subject.kind === 'task' ? subject.task.name : subject.deployer.name} ${trigger.condition}`;
    }
  }
}

function actionWords(action: Action): string {
  return action.kind === 'deploy' ? `deploy ${action.deployer.name}` : `${action.kind} ${action.task.name}`;
}

/** Where the order is the order of the lines, nothing needs to be said. */
function needsWords({ actions }: Sensor, action: Action): string {
  const at = actions.indexOf(action);
  const asWritten = at === 0 ? action.needs.length === 0 : action.needs.length === 1 && action.needs[0] === at - 1;
  if (asWritten) return '';
  const names = action.needs.map((index) => actions[index]?.name);
  return names.length === 0 ? ' at once' : ` after ${names.join(' and ')}`;
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
    ...routes.map(({ path, nodes }) => `    route ${path}: ${nodes.map(({ model }) => model).join(', ')}`),
  ];
}

function subjectNode({ subject }: Extract<Trigger, { readonly kind: 'lifecycle' }>): string {
  return subject.kind === 'task' ? node('task', subject.task.name) : node('deployer', subject.deployer.name);
}

/** Mermaid's ids are words; names that differ only in other characters stay apart by their code points. */
function node(...parts: readonly string[]): string {
  return parts.join('_').replace(/[^A-Za-z0-9_]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`);
}
