import type { Axon } from '../axon';
import { ableSensors } from '../derive/able-sensors';
import { issue, type Issue } from '../issue';

/** Tasks that nothing starts, triggers that wait for one of them, and sensors that only wait for each other. */
export function checkStarts(axon: Axon): readonly Issue[] {
  if (axon.sensors.length === 0) return checkAnySensor(axon);
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

/** Tasks alone are a library to tune from, or a loop whose other half was forgotten: told once, not for each task. */
function checkAnySensor({ name, tasks }: Axon): readonly Issue[] {
  if (tasks.size === 0) return [];
  const message = `${name} has no sensors, so nothing ever starts by itself`;
  const hint = 'write sensors or desired, or start its tasks by hand';
  return [issue('MYL1211', ['spec'], message, hint)];
}

/** Sensors that wait for what only sensors start that never fire, such as themselves. */
function checkWaits(axon: Axon, started: ReadonlySet<string>): readonly Issue[] {
  const { sensors: able, fires } = ableSensors(axon);
  return axon.sensors.flatMap((sensor): Issue[] => {
    const stuck = able.has(sensor) ? undefined : sensor.triggers.find((trigger) => !fires(trigger));
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
