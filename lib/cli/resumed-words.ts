import type { JournalEntry } from '../control/ports';
import type { AxonView } from '../engine/view/axon-view';

/**
 * What a resume has come to, in words.
 *
 * A loop notes a resume only of what was paused, so its journal tells whether anything was.
 *
 * @param since - the journal since before it was asked for. @default - the hands do not say, and something is taken to have been paused
 * @param sensors - as they are after it
 */
export function resumedWords(
  axon: string,
  sensor: string | undefined,
  since: readonly JournalEntry[] | undefined,
  sensors: AxonView['sensors'],
): string {
  const which = sensor === undefined ? axon : `${axon} ${sensor}`;
  const noted = since?.some(({ entry }) => entry.type === 'Resumed' && entry.sensor === sensor) ?? true;
  const held = sensor === undefined ? Object.keys(sensors).filter((name) => sensors[name]!.paused === true) : [];
  const words = noted ? `resumed ${which}` : `${which} was not paused, so nothing has changed`;
  if (held.length === 0) return words;
  const [verb, own] = held.length === 1 ? ['stays', 'its'] : ['stay', 'their'];
  return `${words}; ${held.join(', ')} ${verb} paused on ${own} own: ${held.map((name) => `myelin resume ${axon} ${name}`).join('; ')}`;
}
