import type { Axon } from '../axon';
import { issue, type Issue } from '../issue';

/** Tasks that nothing starts, and triggers that wait for one of them. */
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
  return [...never, ...idle];
}

/** Tasks that some sensor runs, and deploy tasks that some deployer serves. */
export function startedTasks(axon: Axon): ReadonlySet<string> {
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
