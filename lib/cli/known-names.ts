import type { Axon } from '../spec/axon';
import { withAxons, type AxonReader } from './axon-reader';
import type { Where } from './where';

/** Names that a place knows, for a shell that completes words. */
export interface KnownNames {
  axons(): readonly string[];
  sensors(): readonly string[];
  /** Rest triggers, which can be called. */
  triggers(): readonly string[];
  tasks(): readonly string[];
}

/**
 * Asks the place that the words name, or the usual one.
 *
 * - Sensors, triggers and tasks are those of the axon that the words name, else of all.
 * - Whatever is wrong with the place, there are no names then: a fault would be printed into what somebody types.
 *
 * @param words - what has been written so far, without the name of the program
 */
export async function withKnownNames(words: readonly string[], use: (names: KnownNames) => void): Promise<void> {
  let names = NOTHING;
  try {
    names = await withAxons(writtenWhere(words), (reader) => namesOf(reader, words));
  } catch {
    // As said above.
  }
  use(names);
}

const NOTHING: KnownNames = { axons: () => [], sensors: () => [], triggers: () => [], tasks: () => [] };

async function namesOf(reader: AxonReader, words: readonly string[]): Promise<KnownNames> {
  const all = reader.names();
  const named = all.filter((name) => words.includes(name));
  const axons = (await Promise.all((named.length > 0 ? named : all).map((name) => readable(reader, name)))).flat();
  const unique = (names: readonly string[]) => [...new Set(names)];
  const sensors = axons.flatMap((axon) => axon.sensors);
  return {
    axons: () => all,
    sensors: () => unique(sensors.map(({ name }) => name)),
    triggers: () =>
      unique(
        sensors
          .filter(({ name }) => words.includes(name) || !sensors.some((sensor) => words.includes(sensor.name)))
          .flatMap(({ triggers }) => triggers.flatMap(({ kind, name }) => (kind === 'rest' ? [name] : []))),
      ),
    tasks: () => unique(axons.flatMap(({ tasks }) => [...tasks.keys()])),
  };
}

/** One axon of the place; none where its journal is of a release that this one cannot read. */
async function readable(reader: AxonReader, name: string): Promise<Axon[]> {
  try {
    return [await reader.axon(name)];
  } catch {
    return [];
  }
}

/** As `addWhere` reads the options, from words that may not be whole yet. */
function writtenWhere(words: readonly string[]): Where {
  const stateDir = written(words, '--state-dir');
  const namespace = written(words, '-n', '--namespace') ?? process.env['MYELIN_NAMESPACE'];
  const context = written(words, '--context');
  const kubeconfig = written(words, '-c', '--kubeconfig');
  const cluster = Object.entries({ namespace, context, kubeconfig }).filter(([, value]) => Boolean(value));
  if (stateDir !== undefined || cluster.length === 0) return { kind: 'folder', stateDir: stateDir ?? '.myelin' };
  return { kind: 'cluster', ...Object.fromEntries(cluster) };
}

/** The value of an option, in either way of writing it; the last counts. */
function written(words: readonly string[], ...options: readonly string[]): string | undefined {
  const values = words.flatMap((word, at) => {
    const joined = options.find((option) => option.startsWith('--') && word.startsWith(`${option}=`));
    if (joined !== undefined) return [word.slice(joined.length + 1)];
    return options.includes(word) ? [words[at + 1]] : [];
  });
  return values.at(-1) || undefined;
}
