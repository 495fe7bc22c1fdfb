import { resolve } from 'node:path';
import type { Axon } from '../spec/axon';
import { StateReader } from './state-reader';

/** Names that a state folder knows, for a shell that completes words. */
export interface KnownNames {
  axons(): readonly string[];
  sensors(): readonly string[];
  /** Rest triggers, which can be called. */
  triggers(): readonly string[];
  tasks(): readonly string[];
}

/**
 * Asks the state folder that the words name, or the usual one.
 *
 * - Sensors, triggers and tasks are those of the axon that the words name, else of all.
 * - Whatever is wrong with the folder, there are no names then: a fault would be printed into what somebody types.
 *
 * @param words - what has been written so far, without the name of the program
 */
export async function withKnownNames(words: readonly string[], use: (names: KnownNames) => void): Promise<void> {
  let reader: StateReader | undefined;
  try {
    reader = await StateReader.open(resolve(stateDirOf(words)));
  } catch {
    return use(NOTHING);
  }
  try {
    use(namesOf(reader, words));
  } finally {
    reader.close();
  }
}

const NOTHING: KnownNames = { axons: () => [], sensors: () => [], triggers: () => [], tasks: () => [] };

function namesOf(reader: StateReader, words: readonly string[]): KnownNames {
  const axons = () => {
    const all = reader.names();
    const named = all.filter((name) => words.includes(name));
    return (named.length > 0 ? named : all).flatMap((name) => readable(reader, name));
  };
  const unique = (names: readonly string[]) => [...new Set(names)];
  return {
    axons: () => reader.names(),
    sensors: () => unique(axons().flatMap(({ sensors }) => sensors.map(({ name }) => name))),
    triggers: () =>
      unique(
        axons()
          .flatMap(({ sensors }) => sensors)
          .filter(({ name }, _, all) => words.includes(name) || !all.some((sensor) => words.includes(sensor.name)))
          .flatMap(({ triggers }) => triggers.flatMap(({ kind, name }) => (kind === 'rest' ? [name] : []))),
      ),
    tasks: () => unique(axons().flatMap(({ tasks }) => [...tasks.keys()])),
  };
}

/** One axon of the folder; none where its journal is of a release that this one cannot read. */
function readable(reader: StateReader, name: string): Axon[] {
  try {
    return [reader.axon(name)];
  } catch {
    return [];
  }
}

function stateDirOf(words: readonly string[]): string {
  const option = '--state-dir';
  const joined = words.findLast((word) => word.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = words.lastIndexOf(option);
  return (at < 0 ? undefined : words[at + 1]) || '.myelin';
}
