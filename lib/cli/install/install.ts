import { existsSync } from 'node:fs';
import { printYaml } from '../../constructs/synth/print-yaml';
import type { AddressRange, Cluster } from '../../constructs';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { RUNTIME_REPOSITORY } from '../../spec/image-lock';
import { applyWords, listOf } from '../cluster/applied-objects';
import { CliError, EXIT } from '../exit';
import { readImageLock } from '../image-lock';
import { kubectl, namespaceOf, type ClusterOptions } from '../kubectl';
import { namedCluster } from '../named-cluster';
import type { Address } from '../../spec/derive/runtime-access';
import type { Caller } from '../../spec/derive/surroundings';
import type { KubernetesObject } from '../synthesize';
import { awaitRuntime } from './await-runtime';
import { expectNamespace } from '../cluster/expect-namespace';
import { isOfCluster, prepareCluster } from './prepare-cluster';
import { absentKinds, runtimeObjects } from './runtime-objects';

export interface InstallOptions extends ClusterOptions {
  readonly image?: string;
  readonly lock: string;
  readonly mesh?: 'istio' | 'gateway-api' | 'none';
  /** File that tells of the cluster. */
  readonly cluster?: string;
  readonly prometheus?: Address;
  readonly webhook?: Address;
  readonly secret?: readonly string[];
  /** Who may call Rest triggers, beside the pods of axons. */
  readonly caller?: readonly Caller[];
  readonly replicas: number;
  readonly admission?: boolean;
  readonly print?: boolean;
  readonly force?: boolean;
  readonly timeout: number;
}

/**
 * Installs the runtime of a namespace, or upgrades it in place: the same objects are applied, the state is that of the
 * cluster, and the new pod goes on where the old one stopped.
 */
export async function install(options: InstallOptions): Promise<void> {
  const image = options.image ?? (await lockedImage(options.lock));
  const known = options.cluster === undefined ? undefined : await namedCluster(options.cluster);
  if (options.print === true) {
    const { namespace } = options;
    process.stdout.write(printYaml(objectsOf(options, { image, namespace, known })));
    return;
  }
  const namespace = await namespaceOf(options);
  const cluster = { ...options, namespace };
  const ports = await apiServer(options);
  const all = objectsOf(options, { image, namespace, known, ...(ports === undefined ? {} : { apiServer: ports }) });
  await prepareCluster(cluster, all.filter(isOfCluster), options.force === true);
  await expectNamespace(cluster, namespace, `make it first: kubectl create namespace ${namespace}`);
  const objects = all.filter((object) => !isOfCluster(object));
  const applied = await apply(cluster, objects, options.force === true);
  process.stdout.write(applied);
  await removeLeftovers(cluster, objects);
  await awaitRuntime(cluster, options.replicas, options.timeout * 1000);
  process.stderr.write(`${namespace}: the runtime is ready (${image}); it acts for every axon that is applied there\n`);
}

/** @throws CliError where there is no lock, or it has no image of the runtime */
async function lockedImage(path: string): Promise<string> {
  const locked = existsSync(path) ? (await readImageLock(path))[RUNTIME_REPOSITORY]?.image : undefined;
  if (locked !== undefined) return locked;
  const why = existsSync(path) ? `${path} has no ${RUNTIME_REPOSITORY}` : `there is no ${path}`;
  throw new CliError(
    `myelin: which image? ${why}; myelin build AXON makes one and notes it in the lock, which --lock names; or give --image`,
    EXIT.usage,
  );
}

/** What is found out beside the options. */
interface Found {
  readonly image: string;
  readonly namespace: string | undefined;
  readonly known: Cluster | undefined;
  /** @default - that of the cluster as its file tells of it, else any address */
  readonly apiServer?: readonly AddressRange[];
}

function objectsOf(
  { mesh, prometheus, webhook, secret, caller: callers, replicas, admission }: InstallOptions,
  { image, namespace, known, apiServer }: Found,
): readonly KubernetesObject[] {
  return runtimeObjects({
    image,
    replicas,
    ...(mesh === undefined ? {} : { mesh }),
    ...(known === undefined ? {} : { cluster: known }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(secret === undefined ? {} : { secrets: secret }),
    ...(admission === undefined ? {} : { admission }),
    surroundings: {
      ...(callers === undefined ? {} : { callers }),
      ...(apiServer === undefined ? {} : { apiServer }),
    },
  });
}

/**
 * The ports on which this API server answers, where they are not the usual ones: a NetworkPolicy looks at the address behind
 * the Service. Its addresses may change, its ports do not.
 */
async function apiServer(cluster: ClusterOptions): Promise<readonly AddressRange[] | undefined> {
  const words = ['get', 'endpointslices', '-l', 'kubernetes.io/service-name=kubernetes', '-o', 'json'];
  const answer = await kubectl({ ...cluster, namespace: 'default' }, words);
  if (!answer.ok) return undefined;
  const { items } = JSON.parse(answer.text) as { items: readonly { ports?: readonly { port: number }[] }[] };
  const ports = new Set([443, 6443, ...items.flatMap(({ ports: open = [] }) => open.map(({ port }) => port))]);
  if (ports.size === 2) return undefined;
  return ['0.0.0.0/0', '::/0'].map((cidr) => ({ cidr, ports: [...ports].sort((a, b) => a - b) }));
}

/** @returns what was applied, one object in a line */
async function apply(cluster: ClusterOptions, objects: readonly KubernetesObject[], force: boolean): Promise<string> {
  const words = [...applyWords('myelin-install', force), '-f', '-'];
  const answer = await kubectl(cluster, words, { input: listOf(objects) });
  if (answer.ok) return answer.text.replaceAll(' serverside-applied', ' applied');
  throw new CliError(`myelin: the cluster refused the runtime: ${answer.why}${hintFor(answer.why)}`);
}

function hintFor(why: string): string {
  if (/no matches for kind|ensure CRDs are installed/.test(why)) return '; where there is no Istio, say --mesh none';
  if (/conflict/i.test(why)) return '; --force takes these fields over';
  return '';
}

/** What an earlier installation had and this one has not; a kind that the cluster does not know is none of them. */
async function removeLeftovers(cluster: ClusterOptions, objects: readonly KubernetesObject[]): Promise<void> {
  for (const kind of absentKinds(objects)) {
    const answer = await kubectl(cluster, ['delete', kind, RUNTIME_NAME, '--ignore-not-found']);
    if (answer.ok) process.stdout.write(answer.text);
    else if (!answer.why.includes("doesn't have a resource type")) {
      process.stderr.write(`${kind} of an earlier installation may be left: ${answer.why}\n`);
    }
  }
}
