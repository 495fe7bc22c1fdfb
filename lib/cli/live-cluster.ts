import type { ClusterFacts, NamespaceFacts } from '../spec/cluster-facts';
import { issue, type Issue } from '../spec/issue';
import { CliError } from './exit';
import { kubectl, namespaceOf, type ClusterOptions } from './kubectl';

/** Facts that a cluster gave, and what it would not tell. */
export interface LiveFacts {
  readonly facts: ClusterFacts;
  readonly issues: readonly Issue[];
}

/** Names and keys, so that no value of a Secret leaves the cluster. */
const KEYS =
  'go-template={{range .items}}{{.metadata.name}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\\n"}}{{end}}';

/**
 * Asks a cluster for the facts about some namespaces. What may not be read is left out and told, and nothing is concluded
 * from it.
 *
 * @param namespaces - those of the axons; `undefined` is the one of the context
 * @throws CliError where the cluster does not answer
 */
export async function liveFacts(
  options: ClusterOptions,
  namespaces: readonly (string | undefined)[],
): Promise<LiveFacts> {
  const version = await kubectl(options, ['version', '-o', 'json'], { otherwise: 'give facts with --cluster FILE' });
  if (!version.ok) throw new CliError(`myelin: the cluster does not answer: ${version.why}`);
  const issues: Issue[] = [];
  const ask = async (what: string, words: readonly string[]) => {
    const answer = await kubectl(options, words);
    if (answer.ok) return answer.text;
    issues.push(issue('MYL6010', [], `${what} could not be read, so nothing is said of them: ${answer.why}`));
    return undefined;
  };
  const defaultNamespace = await namespaceOf(options);
  const wanted = [...new Set(namespaces.map((name) => name ?? defaultNamespace))];
  const resources = lines(await ask('custom resources', ['get', 'customresourcedefinitions', '-o', 'name']));
  const queues = resources?.some((name) => name.endsWith('/localqueues.kueue.x-k8s.io')) === true;
  const found: Record<string, NamespaceFacts> = {};
  for (const name of wanted) {
    const namespace = await namespaceFacts(name, queues, options, ask);
    if (namespace !== undefined) found[name] = namespace;
  }
  const classes = itemsOf(await ask('storage classes', ['get', 'storageclasses', '-o', 'json']));
  const nodes = itemsOf(await ask('nodes', ['get', 'nodes', '-o', 'json']));
  const facts: ClusterFacts = {
    version: (JSON.parse(version.text) as { serverVersion?: { gitVersion?: string } }).serverVersion?.gitVersion,
    defaultNamespace,
    namespaces: found,
    storageClasses: classes?.map(storageClass),
    nodePools: nodes?.map(nodePool),
    resources: resources?.map((name) => name.replace(/^.*\//, '')),
  };
  return { facts, issues };
}

type Ask = (what: string, words: readonly string[]) => Promise<string | undefined>;

/** @returns nothing where there is no such namespace */
async function namespaceFacts(
  name: string,
  queues: boolean,
  options: ClusterOptions,
  ask: Ask,
): Promise<NamespaceFacts | undefined> {
  const answer = await kubectl(options, ['get', 'namespace', name, '-o', 'json']);
  if (!answer.ok && answer.why.includes('NotFound')) return undefined;
  const labels = answer.ok ? (JSON.parse(answer.text) as KubernetesItem).metadata.labels : undefined;
  const within = (kind: string, format: string) => ask(`${kind} of ${name}`, ['get', kind, '-n', name, '-o', format]);
  return {
    podSecurity: labels === undefined ? undefined : levelOf(labels),
    labels,
    secrets: keysOf(await within('secrets', KEYS)),
    configMaps: keysOf(await within('configmaps', KEYS)),
    serviceAccounts: bareNames(await within('serviceaccounts', 'name')),
    claims: bareNames(await within('persistentvolumeclaims', 'name')),
    queues: queues ? bareNames(await within('localqueues.kueue.x-k8s.io', 'name')) : undefined,
  };
}

function levelOf(labels: Readonly<Record<string, string>>): NamespaceFacts['podSecurity'] {
  const level = labels['pod-security.kubernetes.io/enforce'];
  return level === 'restricted' || level === 'baseline' || level === 'privileged' ? level : undefined;
}

interface KubernetesItem {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: {
    readonly taints?: { key: string; value?: string; effect: string }[];
    readonly unschedulable?: boolean;
  };
  readonly status?: { readonly allocatable?: Record<string, string> };
}

function itemsOf(text: string | undefined): readonly KubernetesItem[] | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as { items: KubernetesItem[] }).items;
}

function storageClass({ metadata }: KubernetesItem): NonNullable<ClusterFacts['storageClasses']>[number] {
  const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return { name: metadata.name, default: isDefault };
}

function nodePool({ metadata, spec, status }: KubernetesItem): NonNullable<ClusterFacts['nodePools']>[number] {
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    taints: spec?.taints ?? [],
    allocatable: status?.allocatable,
  };
}

function lines(text: string | undefined): readonly string[] | undefined {
  return text?.split('\n').filter((line) => line !== '');
}

function keysOf(text: string | undefined): Record<string, string[]> | undefined {
  const rows = lines(text)?.map((line) => line.split(' '));
  return rows === undefined ? undefined : Object.fromEntries(rows.map(([name = '', ...keys]) => [name, keys]));
}

function bareNames(text: string | undefined): string[] | undefined {
  return lines(text)?.map((line) => line.replace(/^.*\//, ''));
}
