import type { Path } from '../spec/issue';
import type { AxonStore } from './axon-store';
import { listOf, objectOf, textOf } from './outline';

/** Where a program says something: a construct, and what of its props. */
export interface ConstructPlace {
  /** Path of the construct. */
  readonly construct: string;
  /** Of its props; empty for the construct as a whole. */
  readonly property: Path;
}

/** Keys of a task that are another property in TypeScript; what is below them is a matter of its own builder. */
const TASK_PROPERTIES: Readonly<Record<string, string>> = {
  imageBuild: 'image',
  lossMetric: 'objective',
  lossMetricSelector: 'objective',
};

/** @param path - below the task, as YAML has it @param document - the task, in the form of YAML */
export function taskProperty(path: Path, kind: string, document: unknown): Path {
  const [key, first, ...rest] = path;
  if (key !== kind || first === undefined) return key === kind ? [] : path;
  const renamed = TASK_PROPERTIES[first];
  if (renamed !== undefined) return [renamed];
  if (first === 'sparkSpec') return rest[0] === 'args' ? ['applicationArgs', ...rest.slice(1)] : rest;
  if (first !== 'hpTuning') return [first, ...rest];
  const [params, index] = rest;
  const { hpTuning } = objectOf(objectOf(document)[kind]);
  return params === 'params' ? ['tuning', 'space', ...named(objectOf(hpTuning)['params'], index)] : ['tuning', ...rest];
}

/** @param path - below the sensor, as YAML has it */
export function sensorProperty([list, index, ...rest]: Path): Path {
  if (list !== 'tasks') return [list, index, ...rest].filter((key) => key !== undefined);
  if (index === undefined) return ['actions'];
  const [first, ...more] = rest;
  return ['actions', index, ...(first === 'resourceExecutor' || first === 'trainer' ? more : rest)];
}

/** Keys of a deployer that are another word in TypeScript. */
const GRAPH_WORDS: Readonly<Record<string, string>> = {
  modelSelectionStrategy: 'selection',
  trainer: 'train',
  deployer: 'deploy',
  destinationIndex: 'version',
  destinationName: 'backend',
};

/** @param path - below the deployer, as YAML has it @param document - the deployer, in the form of YAML */
export function graphProperty(path: Path, document: unknown): Path {
  return graphPath(path, document).map((key) => GRAPH_WORDS[key] ?? key);
}

function graphPath([list, index, key, at, ...rest]: Path, document: unknown): Path {
  const { models, routes } = objectOf(document);
  const below = [key, at, ...rest].filter((one) => one !== undefined);
  const item = objectOf(listOf(list === 'models' ? models : routes)[Number(index)]);
  if (list === 'rolloutSpec') return ['rollout', ...(index === undefined ? [] : [index]), ...below];
  if (list === 'routes') {
    const nodes = key === 'dag' ? ['nodes', ...below.slice(1)] : below;
    return ['routes', textOf(item['path']) ?? index ?? '', ...nodes];
  }
  if (list !== 'models') return [list, index, ...below].filter((one) => one !== undefined);
  const model = ['models', ...named(models, index)];
  if (key === 'routingStrategy') return [...model, 'routing', ...below.slice(1)];
  if (key !== 'backendModels') return [...model, ...below];
  return [...model, 'backends', ...named(item['backendModels'], at), ...rest];
}

/** Keys of the metadata that are props of an axon. */
const SAID_BESIDE: readonly string[] = ['labels', 'annotations'];

/** @param path - from the top of the document, as YAML has it @param store - what the axon was given as that */
export function axonProperty([first, ...rest]: Path, store?: AxonStore): Path {
  if (first === 'metadata')
    return SAID_BESIDE.includes(String(rest[0])) || rest.length === 1 ? rest : ['metadata', ...rest];
  if (first !== 'spec') return [];
  return rest[0] === 'volume' || rest[0] === 'volumeClaimTemplate'
    ? ['store', ...(store?._property(rest.slice(1)) ?? [])]
    : rest;
}

/** An item of a list by its name. */
function named(list: unknown, index: string | number | undefined): Path {
  if (index === undefined) return [];
  return [textOf(objectOf(listOf(list)[Number(index)])['name']) ?? index];
}
