import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AXON_LABEL, whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { FoundAttempt } from '../attempt-names';
import type { AxonReader } from '../axon-reader';
import { CliError } from '../exit';
import { clusterWords, kubectl, lastLine, type ClusterOptions } from '../kubectl';
import { outputGone } from '../output';
import { endWithProcess } from './child-end';

/** How often a pod that is to come is looked for, in milliseconds. */
const GLANCE = 1000;

/**
 * Writes the logs of attempts' pods to standard output, byte for byte; which attempt it is goes to standard error.
 *
 * @param follow - goes on with the last one until it has ended; waits for its pod
 */
export async function printPodLogs(
  cluster: ClusterOptions,
  reader: AxonReader,
  attempts: readonly FoundAttempt[],
  follow: boolean,
): Promise<void> {
  for (const [index, attempt] of attempts.entries()) {
    const last = follow && index === attempts.length - 1;
    const pods = last ? await awaitedPods(cluster, reader, attempt) : await podsOf(cluster, attempt);
    const title = `${attempt.axon}/${attempt.name}`;
    process.stderr.write(`${title}${pods.length === 0 ? ': there is no log (yet, or any more)' : ''}\n`);
    for (const pod of pods) {
      if (pods.length > 1) process.stderr.write(`${title} ${pod.name}\n`);
      await printPod(cluster, pod, last);
    }
  }
}

interface FoundPod {
  readonly name: string;
  readonly container: string;
}

/** Of several workers each has a pod, in the order of their names. */
async function podsOf(cluster: ClusterOptions, { axon, name, server }: FoundAttempt): Promise<readonly FoundPod[]> {
  const who =
    server === undefined
      ? { attempt: name }
      : { version: server.version, model: server.model, backend: server.backend };
  const selector = [
    `${AXON_LABEL}=${axon}`,
    ...Object.entries(who).map(([field, value]) => `${whoLabel(field as keyof typeof who)}=${labelValue(value)}`),
  ].join(',');
  const answer = await kubectl(cluster, ['get', 'pods', `--selector=${selector}`, '-o', 'json']);
  if (!answer.ok) throw new CliError(`myelin: the cluster does not say which pods ${axon}/${name} has: ${answer.why}`);
  const { items } = JSON.parse(answer.text) as { readonly items: readonly Pod[] };
  return items
    .filter(hasPrinted)
    .map(({ metadata, spec }) => ({ name: metadata.name, container: spec.containers[0]!.name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Pod {
  readonly metadata: { readonly name: string };
  /** Myelin's own container is the first; a mesh adds others after it. */
  readonly spec: { readonly containers: readonly { readonly name: string }[] };
  readonly status: {
    readonly containerStatuses?: readonly { readonly state?: { readonly waiting?: object } }[];
  };
}

/** kubectl refuses the log of a container that waits to start. */
function hasPrinted({ status }: Pod): boolean {
  return status.containerStatuses?.some(({ state }) => state !== undefined && state.waiting === undefined) === true;
}

/** Those of an attempt that has not ended may be still to come, also while one runtime takes over from another. */
async function awaitedPods(
  cluster: ClusterOptions,
  reader: AxonReader,
  attempt: FoundAttempt,
): Promise<readonly FoundPod[]> {
  const over = new AbortController();
  let ended = false;
  const end = endOf(reader, attempt, over.signal).then(() => (ended = true));
  // What goes wrong with it while the pods are asked for is heard after it.
  end.catch(() => undefined);
  try {
    for (;;) {
      const isLast = ended || outputGone.aborted;
      const pods = await podsOf(cluster, attempt);
      if (pods.length > 0 || isLast) return pods;
      await Promise.race([delay(GLANCE), end]);
    }
  } finally {
    over.abort();
  }
}

/** Resolves once the journal says that an attempt has ended; of a server it says nothing. */
async function endOf(reader: AxonReader, { axon, name, place }: FoundAttempt, signal: AbortSignal): Promise<void> {
  if (place === undefined) return new Promise(() => undefined);
  const onGap = (news: string) => void process.stderr.write(`${news}\n`);
  for await (const { entry } of reader.follow(axon, { after: place, signal, onGap })) {
    if (entry.type === 'AttemptEnded' && entry.name === name) return;
  }
}

function printPod(cluster: ClusterOptions, { name, container }: FoundPod, follow: boolean): Promise<void> {
  const words = [...clusterWords(cluster), 'logs', `pod/${name}`, `--container=${container}`];
  const child = spawn('kubectl', [...words, ...(follow ? ['--follow'] : [])], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = endWithProcess(child);
  outputGone.addEventListener('abort', end, { once: true });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => void process.stdout.write(Uint8Array.from(chunk)));
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      outputGone.removeEventListener('abort', end);
      if (code === 0 || code === null) return done();
      fail(
        new CliError(
          `myelin: the log of pod ${name} cannot be read: ${lastLine(said) ?? `kubectl ended with ${code}`}`,
        ),
      );
    });
  });
}
