import type { Axon } from '../spec/axon';
import type { AxonState } from './state';

/**
 * Why nothing of a sensor may start now: no firing, no next action of a run, no retry, no trial. What runs goes on, and
 * events queue.
 *
 * `suspend` is read from the spec in force, not from the one that a run began with: it is the off switch.
 *
 * @param sensor - may be one that an edit removed, of which a run has not ended
 * @returns undefined when nothing holds it
 */
export function holdOf(
  state: Pick<AxonState, 'paused' | 'sensors'>,
  axon: Pick<Axon, 'suspend' | 'sensors'>,
  sensor: string,
): string | undefined {
  if (isAxonHeld(state, axon)) return 'the axon is suspended';
  const suspended = axon.sensors.find(({ name }) => name === sensor)?.suspend ?? false;
  if (suspended || state.sensors.get(sensor)?.paused === true) return `sensor ${sensor} is suspended`;
  return undefined;
}

/**
 * Why an axon, or one sensor of it, does not go on although it was told to resume: what else holds it, and what lifts
 * that.
 *
 * @returns undefined when it goes on
 */
export function heldAfterResume(
  { paused }: Pick<AxonState, 'paused'>,
  axon: Pick<Axon, 'name' | 'suspend' | 'sensors'>,
  sensor?: string,
): string | undefined {
  if (axon.suspend) return `${axon.name} says suspend: true, which only an edit changes (myelin submit)`;
  if (sensor === undefined) return undefined;
  if (paused) return `${axon.name} is paused as a whole, and ${sensor} with it: resume ${axon.name}`;
  const suspended = axon.sensors.find(({ name }) => name === sensor)?.suspend ?? false;
  return suspended ? `sensor ${sensor} says suspend: true, which only an edit changes (myelin submit)` : undefined;
}

/** Whether the whole loop is held, by `suspend` or by `pause`. */
export function isAxonHeld({ paused }: Pick<AxonState, 'paused'>, { suspend }: Pick<Axon, 'suspend'>): boolean {
  return paused || suspend;
}
