import { AXON_LABEL, SPEC_HASH_LABEL } from '../../spec/derive/labels';
import { RUNTIME_REPOSITORY } from '../../spec/image-lock';
import { axonConfigName } from '../../spec/derive/names';
import type { AxonOptions } from '../../constructs';
import { pathOf } from '../asked-axons';
import { parseParameters, type Document } from '../documents';
import { CliError } from '../exit';
import { imageLockPath, readImageLock } from '../image-lock';
import { printIssues } from '../issues';
import { namespaceOf, type ClusterOptions } from '../kubectl';
import { synthesizeObjects, type KubernetesObject } from '../synthesize';
import { applyObjects, deleteObjects, keyOf, objectsOf, objectWord, type Applied } from './applied-objects';
import { ClusterKinds } from './cluster-kinds';
import { expectKeptDoor } from './kept-door';
import { RuntimeConnection } from './runtime-connection';
import { installedRuntime } from './runtime-wait';
import { awaitSpec } from './spec-in-force';
import { synthesizedKind } from './synthesized-kinds';

export interface SubmitOptions extends Pick<AxonOptions, 'mesh' | 'domain' | 'tls' | 'surroundings' | 'cluster'> {
  readonly parameters: readonly string[];
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly restart: boolean;
  readonly prune: boolean;
}

/** One axon of the document, and where it goes. */
interface Submitted {
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  readonly deployers: readonly string[];
}

/**
 * Applies what `synth` writes for the axons of a document, and sees to it that the runtime takes them.
 *
 * - What changed is told object by object on standard error, and in a word for each axon on standard output.
 * - Where no runtime is installed the objects lie at rest until one is, which is said.
 * - Nothing is applied where a host or certificate that an axon has would be lost, unless what is not wanted any more goes.
 */
export async function submitToCluster(
  document: Document,
  cluster: ClusterOptions,
  options: SubmitOptions,
): Promise<void> {
  const { restart, prune, dryRun } = options;
  const kinds = await ClusterKinds.of(cluster);
  const byAxon = await submitted(document, cluster, options);
  const places = byAxon.map((axon) => ({ axon, within: { ...cluster, namespace: axon.namespace } }));
  if (!prune) {
    for (const { axon, within } of places) await expectKeptDoor(within, kinds, axon.name, axon.objects, axon.deployers);
  }
  for (const { axon, within } of places) {
    const applicable = axon.objects.filter((object) => isApplicable(object, kinds));
    const applied = await applyObjects(within, applicable, options);
    const stale = prune ? await staleObjects(within, kinds, axon) : [];
    if (!dryRun) await deleteObjects(within, stale);
    tell(axon.name, applied, stale, dryRun);
    if (!dryRun) await handOver(within, axon, { restart, prune });
  }
}

async function submitted(
  document: Document,
  cluster: ClusterOptions,
  { parameters, mesh, domain, tls, surroundings, cluster: named }: SubmitOptions,
): Promise<readonly Submitted[]> {
  const namespace = await namespaceOf(cluster);
  const runtimeImage = await installedImage(document.file, { ...cluster, namespace });
  const synthesized = synthesizeObjects(
    { file: document.file, text: document.text },
    {
      parameterValues: parseParameters(parameters),
      namespace,
      ...(runtimeImage === undefined ? {} : { runtimeImage }),
      ...(mesh === undefined ? {} : { mesh }),
      ...(domain === undefined ? {} : { domain }),
      ...(tls === undefined ? {} : { tls }),
      ...(surroundings === undefined ? {} : { surroundings }),
      ...(named === undefined ? {} : { cluster: named }),
    },
  );
  if (!synthesized.ok) {
    printIssues(synthesized.issues, document.text);
    throw new CliError('');
  }
  const { made } = synthesized;
  printIssues(made.warnings, document.text);
  return document.axons.flatMap(({ axon }) => {
    if (axon === undefined) return [];
    const home = axon.namespace ?? namespace;
    const isOwn = (object: KubernetesObject) =>
      labelsOf(object)[AXON_LABEL] === axon.name && (object.metadata.namespace ?? home) === home;
    return [
      { name: axon.name, namespace: home, objects: made.kept.filter(isOwn), deployers: [...axon.deployers.keys()] },
    ];
  });
}

/** What the runtime of the namespace runs, for the pods of axons that have no lock which says it. */
async function installedImage(file: string, cluster: ClusterOptions): Promise<string | undefined> {
  if (RUNTIME_REPOSITORY in (await readImageLock(imageLockPath(file)))) return undefined;
  const seen = await installedRuntime(cluster);
  const image = seen.ok ? seen.deployment.spec?.template?.spec.containers[0]?.image : undefined;
  if (image !== undefined)
    process.stderr.write(`no lock names the image of the runtime: that of the installed one is taken, ${image}\n`);
  return image;
}

/** Says what is left out, and why. @throws CliError for a kind without which the axon cannot be */
function isApplicable(object: KubernetesObject, kinds: ClusterKinds): boolean {
  const { admin, optional } = synthesizedKind(object);
  const word = objectWord(object);
  if (admin === true) {
    process.stderr.write(`${word} is left to an admin of the cluster: myelin synth writes it into a file of its own\n`);
    return false;
  }
  if (kinds.resource(object) !== undefined) return true;
  if (optional === true) {
    process.stderr.write(`${word} is left out: the cluster has no kind ${object.kind} of ${object.apiVersion}\n`);
    return false;
  }
  throw new CliError(
    `myelin: the cluster has no kind ${object.kind} of ${object.apiVersion}, so ${word} cannot be applied; ` +
      'install what has it, or choose another --mesh',
  );
}

/** What an earlier form of the axon had and this one has not; a store is never among it. */
async function staleObjects(
  cluster: ClusterOptions,
  kinds: ClusterKinds,
  { name, namespace, objects }: Submitted,
): Promise<readonly KubernetesObject[]> {
  const wanted = new Set(objects.map((object) => keyOf({ ...object, metadata: { ...object.metadata, namespace } })));
  const live = await objectsOf(cluster, kinds, name);
  return live.filter((object) => object.kind !== 'PersistentVolumeClaim' && !wanted.has(keyOf(object)));
}

function tell(axon: string, applied: readonly Applied[], stale: readonly KubernetesObject[], dryRun: boolean): void {
  const changed = applied.filter(({ outcome }) => outcome !== 'unchanged');
  for (const { object, outcome } of changed) process.stderr.write(`${objectWord(object)} ${outcome}\n`);
  for (const object of stale) process.stderr.write(`${objectWord(object)} deleted\n`);
  const word = changed.length + stale.length > 0 ? 'changed' : 'unchanged';
  process.stdout.write(`${axon} ${word}${dryRun ? ' (dry run)' : ''}\n`);
}

/** The runtime hears of the axon by itself; who asked for more than that waits until it has. */
async function handOver(
  cluster: ClusterOptions,
  { name, objects }: Submitted,
  { restart, prune }: Pick<SubmitOptions, 'restart' | 'prune'>,
): Promise<void> {
  const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === axonConfigName(name));
  const hash = config === undefined ? undefined : labelsOf(config)[SPEC_HASH_LABEL];
  let connection: RuntimeConnection;
  try {
    connection = await RuntimeConnection.open(cluster);
  } catch (fault) {
    if (restart || prune || !(fault instanceof CliError)) throw fault;
    process.stderr.write(`${fault.message}\n`);
    return;
  }
  try {
    const { client } = connection;
    if (hash !== undefined) await awaitSpec(client, name, hash);
    if (prune) await client.ask(pathOf(name, 'prune'), { method: 'POST' });
    if (restart) await client.ask(pathOf(name, 'restart'), { method: 'POST' });
  } finally {
    connection.close();
  }
}

function labelsOf({ metadata }: KubernetesObject): Readonly<Record<string, string>> {
  return (metadata as { readonly labels?: Record<string, string> }).labels ?? {};
}
