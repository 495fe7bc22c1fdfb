import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AxonOptions } from '../../lib/constructs';
import { podOf, synthesizeFile, type Manifest, type Synthesized } from '../constructs/synthesize';
import { mustKubectl } from './kubectl';
import { versionObjects, type Version } from './version';

/**
 * Two versions made of the shapes at rest of test/fixtures/by-hand, and who asks them. The image stands in for our gateway:
 * who may ask whom, and who is asked, is all that of the objects.
 */

const { MYELIN_TASK_IMAGE, MYELIN_NODE_IMAGE } = process.env;

/** Newest first. */
export const VERSIONS: readonly Version[] = [
  { name: 'v2', number: 2, backends: ['a', 'b'] },
  { name: 'v1', number: 1, backends: ['a'] },
];

/** What the stand-in answers: its version, what the model said, the backend that the mesh named. */
export interface Answer {
  readonly status: number;
  readonly version?: string;
  readonly model?: { readonly backend?: string };
  readonly header?: string;
}

export function synthesized(
  mesh: 'istio' | 'gateway-api',
  domain: string,
  options: Pick<AxonOptions, 'tls' | 'surroundings'> = {},
): Synthesized {
  return synthesizeFile('test/fixtures/by-hand/axon.yaml', {
    ...options,
    mesh,
    domain,
    runtimeImage: MYELIN_TASK_IMAGE!,
    parameterValues: { image: MYELIN_TASK_IMAGE! },
  });
}

/** One request from outside of the cluster. */
export function ask(
  door: string,
  host: string,
  path = '/predict',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return answered((done) => request(new URL(path, door), { headers: { host, ...headers }, timeout: 10_000 }, done));
}

/** What is answered to a request that is made here and sent. */
export function answered(ask: (done: (response: IncomingMessage) => void) => ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = ask((response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const body = response.headers['content-type'] === 'application/json' ? (JSON.parse(text) as object) : {};
        resolve({ status: response.statusCode!, ...body });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end();
  });
}

export async function askOften(times: number, once: () => Promise<Answer>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let left = times; left > 0; left -= 20) {
    answers.push(...(await Promise.all(Array.from({ length: Math.min(20, left) }, once))));
  }
  return answers;
}

export function share(answers: readonly Answer[], of: (answer: Answer) => boolean): number {
  return answers.filter(of).length / answers.length;
}

/** Until the mesh has heard of the routes. */
export async function served(once: () => Promise<Answer>): Promise<void> {
  const until = Date.now() + 60_000;
  let last: unknown;
  while (Date.now() < until) {
    last = await once().catch((error: unknown) => error);
    if ((last as Partial<Answer>).model?.backend !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`nothing was served: ${String((last as Error).message ?? JSON.stringify(last))}`);
}

/** A pod that only asks. */
function caller(name: string, account: string, labels: Readonly<Record<string, string>>, like: Manifest): object {
  const { securityContext, containers } = podOf(like)['spec'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      serviceAccountName: account,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext,
      containers: [
        {
          name: 'main',
          image: MYELIN_NODE_IMAGE,
          command: ['node', '-e', 'setInterval(() => {}, 1e6)'],
          securityContext: containers[0].securityContext,
        },
      ],
    },
  };
}

/** What a pod gets: a status, or why there is none. */
export function askFrom(namespace: string, pod: string, address: string): string {
  const program = `fetch('http://${address}', { signal: AbortSignal.timeout(4000) })
    .then(({ status }) => console.log(status), ({ cause }) => console.log(cause?.code ?? 'no answer'))`;
  return mustKubectl(['exec', '-n', namespace, pod, '-c', 'main', '--', 'node', '-e', program]).stdout.trim();
}

/** The axon at rest, the versions and callers; the routes come from who splits traffic. */
export function settle(namespace: string, axon: Synthesized, meshed: boolean): void {
  mustKubectl(['apply', '-n', namespace, '-f', '-'], axon.objects);
  mustKubectl(
    ['apply', '-n', namespace, '-f', '-'],
    VERSIONS.flatMap((version) => versionObjects(axon, version, meshed)),
  );
  const task = axon.find('CronJob', 'by-hand-prepare');
  const { labels } = podOf(task)['metadata'];
  mustKubectl(
    ['apply', '-n', namespace, '-f', '-'],
    [
      caller('task', 'by-hand-axon', labels, task),
      caller('impostor', 'default', labels, task),
      caller('stranger', 'default', {}, task),
      caller('outside', 'by-hand-axon', { ...labels, 'sidecar.istio.io/inject': 'false' }, task),
    ],
  );
  mustKubectl(['wait', '-n', namespace, '--for=condition=Ready', '--timeout=240s', 'pod', '--all']);
}
