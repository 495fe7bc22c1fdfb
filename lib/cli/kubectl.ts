import { execFile } from 'node:child_process';
import { CliError } from './exit';

/** Which cluster is asked, as kubectl and the published command line have it. */
export interface ClusterOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  /** @default - that of the context */
  readonly namespace?: string;
}

/** What kubectl printed, or why it said no. */
export type KubectlAnswer =
  | { readonly ok: true; readonly text: string }
  /** Some questions are answered in part: `text` is what was printed all the same. */
  | { readonly ok: false; readonly why: string; readonly text: string };

export interface KubectlCall {
  /** What it reads from standard input. @default - nothing */
  readonly input?: string;
  /** What else could be done where there is no kubectl. @default - nothing */
  readonly otherwise?: string;
  /** It is worth a minute's wait: a cluster that has just started is slow. @default - whether something is written */
  readonly patient?: boolean;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** A cluster that does not answer is told soon, and not after kubectl's own minutes; a write may wait for its webhooks. */
const PATIENCE = { question: '15s', write: '60s' };

/**
 * Asks a cluster by kubectl, which has the user's ways of logging in.
 *
 * @throws CliError where there is no kubectl
 */
export function kubectl(
  cluster: ClusterOptions,
  words: readonly string[],
  { input, otherwise, patient = input !== undefined }: KubectlCall = {},
): Promise<KubectlAnswer> {
  const patience = patient ? PATIENCE.write : PATIENCE.question;
  const all = [...clusterWords(cluster), `--request-timeout=${patience}`, ...words];
  return new Promise((done, fail) => {
    // The environment is given as it is now: what a child is given by default is the one of the start.
    const options = { env: process.env, maxBuffer: MOST_BYTES, encoding: 'utf8' } as const;
    const child = execFile('kubectl', all, options, (fault, stdout, stderr) => {
      if (fault === null) done({ ok: true, text: stdout });
      else if (fault.code === 'ENOENT') fail(noKubectl(otherwise));
      else done({ ok: false, why: errorLines(stderr) ?? lastLine(stderr) ?? fault.message, text: stdout });
    });
    // One that ends before it has read all says why itself.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The options of kubectl that name the cluster. */
export function clusterWords({ context, kubeconfig, namespace }: ClusterOptions): string[] {
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ];
}

export function noKubectl(otherwise?: string): CliError {
  const or = otherwise === undefined ? '' : `; or ${otherwise}`;
  return new CliError(`myelin: clusters are asked by kubectl, which is not on the PATH${or}`);
}

/** What kubectl calls errors, with the fields that it lists below one, and without the advice that follows them. */
function errorLines(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => /^(?:error|- \.)/i.test(line));
  return lines.join('; ').replaceAll(':; - ', ': ').replaceAll('; - ', ', ') || undefined;
}

export function lastLine(text: string): string | undefined {
  return text.split('\n').findLast((line) => line !== '');
}

/** The namespace that is meant: the one named, else that of the context. */
export async function namespaceOf(cluster: ClusterOptions): Promise<string> {
  if (cluster.namespace !== undefined) return cluster.namespace;
  const answer = await kubectl(cluster, ['config', 'view', '--minify', '-o', 'jsonpath={..namespace}']);
  const name = answer.ok ? answer.text.trim() : '';
  return name === '' ? 'default' : name;
}
