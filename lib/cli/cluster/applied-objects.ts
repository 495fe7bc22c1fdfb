import { canonicalJson } from '../../spec/canonical';
import { AXON_LABEL } from '../../spec/derive/labels';
import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';
import type { KubernetesObject } from '../synthesize';
import type { ClusterKinds } from './cluster-kinds';
import { SYNTHESIZED_KINDS } from './synthesized-kinds';

/** Who manages the fields of what `submit` applies. */
export const FIELD_MANAGER = 'myelin';

/** An object as the cluster has it. */
interface LiveObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly ownerReferences?: readonly object[];
  };
}

export interface Applied {
  readonly object: KubernetesObject;
  readonly outcome: 'created' | 'configured' | 'unchanged';
}

export interface ApplyOptions {
  readonly dryRun: boolean;
  /** Takes over fields that somebody else manages. */
  readonly force: boolean;
}

/**
 * Applies objects in their order, server-side.
 *
 * @throws CliError with all that the cluster said, where it refused any
 */
export async function applyObjects(
  cluster: ClusterOptions,
  objects: readonly KubernetesObject[],
  { dryRun, force }: ApplyOptions,
): Promise<readonly Applied[]> {
  const input = listOf(objects);
  const before = await ask(cluster, ['get', '-f', '-', '--ignore-not-found', '-o', 'json'], input, 'read');
  const words = [...applyWords(FIELD_MANAGER, force), ...(dryRun ? ['--dry-run=server'] : [])];
  const after = await ask(cluster, [...words, '-f', '-', '-o', 'json'], input, 'applied');
  const contents = new Map(before.map((one) => [keyOf(one), contentOf(one)]));
  return after.map((object): Applied => {
    const content = contents.get(keyOf(object));
    if (content === undefined) return { object, outcome: 'created' };
    return { object, outcome: content === contentOf(object) ? 'unchanged' : 'configured' };
  });
}

/** Words by which kubectl applies objects server-side. */
export function applyWords(manager: string, force: boolean): readonly string[] {
  const taking = force ? ['--force-conflicts'] : [];
  return ['apply', '--server-side', `--field-manager=${manager}`, ...taking];
}

/** What somebody wrote of an object; the server counts versions on its own, and not when it only tries. */
function contentOf(object: LiveObject): string {
  const { metadata, status: _status, ...content } = object as LiveObject & { readonly status?: unknown };
  const { name, namespace, labels, annotations } = metadata as LiveObject['metadata'] & Record<string, unknown>;
  return canonicalJson({ ...content, metadata: { name, namespace, labels, annotations } });
}

/** What `synth` wrote for an axon and the cluster has: what the runtime made besides is owned by the axon's ConfigMap. */
export async function objectsOf(
  cluster: ClusterOptions,
  kinds: ClusterKinds,
  axon: string,
): Promise<readonly KubernetesObject[]> {
  const resources = SYNTHESIZED_KINDS.flatMap((kind) => (kind.admin === true ? [] : (kinds.resource(kind) ?? [])));
  const words = ['get', resources.join(','), `--selector=${AXON_LABEL}=${axon}`, '-o', 'json'];
  return (await ask(cluster, words, '', 'read')).filter(({ metadata }) => metadata.ownerReferences === undefined);
}

/** In the background, each with what it owns. */
export async function deleteObjects(cluster: ClusterOptions, objects: readonly KubernetesObject[]): Promise<void> {
  if (objects.length === 0) return;
  const words = ['delete', '--ignore-not-found', '--wait=false', '-f', '-'];
  const answer = await kubectl(cluster, words, { input: listOf(objects) });
  if (!answer.ok) throw new CliError(`myelin: not all could be deleted: ${answer.why}; say it again for the rest`);
}

/** `cronjob.batch/digits-train`. */
export function objectWord({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.replace(/\/.*$/, '')}` : '';
  return `${kind.toLowerCase()}${group}/${metadata.name}`;
}

export function keyOf(object: KubernetesObject): string {
  return `${objectWord(object)} ${object.metadata.namespace ?? ''}`;
}

async function ask(
  cluster: ClusterOptions,
  words: readonly string[],
  input: string,
  what: string,
): Promise<readonly LiveObject[]> {
  const answer = await kubectl(cluster, words, { input });
  if (!answer.ok) {
    const hint = /conflict/i.test(answer.why) ? '; --force takes these fields over' : '';
    throw new CliError(`myelin: the objects cannot be ${what}: ${answer.why}${hint}`);
  }
  if (answer.text.trim() === '') return [];
  const read = JSON.parse(answer.text) as LiveObject | { readonly items: readonly LiveObject[] };
  return 'items' in read ? read.items : [read];
}

/** Objects as kubectl reads them from its input. */
export function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
