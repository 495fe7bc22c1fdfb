import type { Axon, Sensor, Trigger } from '../axon';
import { effectsOf } from '../derive/causes';
import { issue, type Issue } from '../issue';

/** Tasks that nothing starts, triggers that wait for one of them, and sensors that only wait for each other. */
export function checkStarts(axon: Axon): readonly Issue[] {
  // A document of tasks alone is a library to tune from, not a loop with a hole in it.
  if (axon.sensors.length === 0) return [];
  const started = startedTasks(axon);
  const awaited = new Set<string>();
  const never = axon.sensors.flatMap((sensor) =>
    sensor.triggers.flatMap((trigger): Issue[] => {
      if (trigger.kind !== 'lifecycle' || trigger.subject.kind !== 'task') return [];
      const { name } = trigger.subject.task;
      if (started.has(name)) return [];
      awaited.add(name);
      const message = `${trigger.name} never fires, no sensor starts ${name}`;
      return [issue('MYL1203', [...trigger.path, 'task'], message, howToStart(axon, name))];
    }),
  );
  const idle = [...axon.tasks.values()]
    .filter(({ name }) => !started.has(name) && !awaited.has(name))
    .map(({ name, path }) =>
      issue('MYL1107', [...path, 'name'], `no sensor starts the task ${name}`, howToStart(axon, name)),
    );
  return [...never, ...idle, ...checkWaits(axon, started)];
}

/** Sensors that wait for what only sensors start that never fire, such as themselves. */
function checkWaits(axon: Axon, started: ReadonlySet<string>): readonly Issue[] {
  const firing = new Set<Sensor>();
  const begun = new Set<string>();
  const fires = (trigger: Trigger) => trigger.kind !== 'lifecycle' || begun.has(subjectOf(trigger));
  for (let grown = true; grown;) {
    grown = false;
    for (const sensor of axon.sensors) {
      const { triggers, policy, actions } = sensor;
      const can = triggers.length === 0 || (policy === 'Any' ? triggers.some(fires) : triggers.every(fires));
      if (!can || firing.has(sensor)) continue;
      firing.add(sensor);
      for (const effect of actions.flatMap(effectsOf)) begun.add(effect);
      grown = true;
    }
  }
  return axon.sensors.flatMap((sensor): Issue[] => {
    const stuck = firing.has(sensor) ? undefined : sensor.triggers.find((trigger) => !fires(trigger));
    if (stuck?.kind !== 'lifecycle') return [];
    const { subject } = stuck;
    // A task that nobody starts at all has been told.
    if (subject.kind === 'task' && !started.has(subject.task.name)) return [];
    const name = subject.kind === 'task' ? subject.task.name : subject.deployer.name;
    const message = `${sensor.name} never fires, only sensors that never fire start ${name}`;
    const hint = `start ${name} in a sensor without triggers, or with a Rest or Calendar trigger`;
    return [issue('MYL1207', [...sensor.path, 'name'], message, hint)];
  });
}

function subjectOf({ subject }: Extract<Trigger, { kind: 'lifecycle' }>): string {
  return subject.kind === 'task' ? `task ${subject.task.name}` : `deployer ${subject.deployer.name}`;
}

/** Tasks that some sensor runs, and deploy tasks that some deployer serves. */
function startedTasks(axon: Axon): ReadonlySet<string> {
  const actions = axon.sensors.flatMap((sensor) => sensor.actions);
  return new Set(
    actions.flatMap((action) =>
      action.kind === 'deploy'
        ? action.deployer.models.flatMap(({ backends }) => backends.map(({ deploy }) => deploy.name))
        : [action.task.name],
    ),
  );
}

function howToStart(axon: Axon, name: string): string {
  switch (axon.tasks.get(name)?.kind) {
    case 'deploy':
      return 'name it as the deployer of a backend';
    case 'train':
      return 'start it with trainer in a sensor';
    default:
      return 'start it with resourceExecutor in a sensor';
  }
}
