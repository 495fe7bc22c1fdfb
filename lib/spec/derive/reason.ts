import type { Action, Sensor } from '../axon';
import type { Path } from '../issue';

/** Why something is allowed: what in the axon needs it, in words, and where that is written. */
export interface Reason {
  readonly text: string;
  readonly path: Path;
}

/** That a sensor starts something. */
export function startReason(sensor: Pick<Sensor, 'name'>, action: Action): Reason {
  const { path } = action;
  switch (action.kind) {
    case 'deploy':
      return { text: `sensor ${sensor.name} deploys ${action.deployer.name}`, path };
    case 'train':
      return { text: `sensor ${sensor.name} trains ${action.task.name}`, path };
    case 'execute':
      return { text: `sensor ${sensor.name} executes ${action.task.name}`, path };
  }
}

/** That an axon exists at all. */
export function axonReason(text: string): Reason {
  return { text, path: ['metadata', 'name'] };
}
