import { request } from 'node:http';
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

/** What docs/runtime.md says line by line, as a new user would type it: the loop of apps/digits closes in the cluster. */

const BIN = resolve((JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { myelin: string } }).bin.myelin);
const { MYELIN_LAB_INGRESS } = process.env;

const namespace = `myelin-loop-${process.pid}`;
const domain = `${namespace}.example.com`;
const MINUTE = 60_000;

interface State {
  readonly deployers: Readonly<Record<string, { readonly newest?: { readonly version: number } }>>;
  readonly alerts: Readonly<Record<string, string>>;
}

function myelin(...words: readonly string[]): string {
  const ended = spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8', maxBuffer: 1e9 });
  if (ended.status === 0) return ended.stdout;
  throw new Error(`myelin ${words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
}

/** The state as `--until` of `myelin run` sees it; undefined while there is no answer. */
function state(): Promise<State | undefined> {
  return new Promise((done) => {
    execFile(process.execPath, [BIN, 'get', 'digits', '-n', namespace, '-o', 'json'], (fault, stdout) => {
      done(fault === null ? (JSON.parse(stdout) as State) : undefined);
    });
  });
}

async function until(what: string, patience: number, holds: (state: State) => boolean): Promise<State> {
  const end = Date.now() + patience;
  for (;;) {
    const now = await state();
    if (now !== undefined && holds(now)) return now;
    if (Date.now() > end) throw new Error(`${what} did not come true: ${myelin('get', 'digits', '-n', namespace)}`);
    await sleep(2000);
  }
}

/** A digit has eight times eight pixels. */
const EMPTY_IMAGE = new Array<number>(64).fill(0);

/** What the world gets at the ingress gateway: how likely each digit is. */
function classesOf(image: readonly number[]): Promise<readonly number[]> {
  const headers = { host: `digits.digits.${domain}`, 'content-type': 'application/json' };
  return new Promise((done, fail) => {
    const asked = request(new URL('/predict', MYELIN_LAB_INGRESS), { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => void (text += part.toString('utf8')));
      response.on('end', () => {
        if (response.statusCode !== 200) return fail(new Error(`${response.statusCode}: ${text}`));
        done((JSON.parse(text) as { data: { ndarray: [number[]] } }).data.ndarray[0]);
      });
    });
    asked.on('error', fail);
    asked.end(JSON.stringify({ data: { ndarray: [image] } }));
  });
}

const version = ({ deployers }: State): number => deployers['digits']?.newest?.version ?? 0;

onCluster(
  'the loop of the digits app, as the page of the runtime tells it',
  ['cluster', 'ingress', 'load', 'prometheus'],
  () => {
    let folder: string;
    let watching: ChildProcess;
    let watched = '';
    const alerts = new Set<string>();

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'myelin-loop-'));
      cpSync('apps/digits', folder, { recursive: true });
      createNamespace(namespace, { injected: true });
    });
    afterAll(() => {
      watching?.kill();
      deleteNamespace(namespace);
      rmSync(folder, { recursive: true, force: true });
    });

    test(
      'the images are built and brought to the nodes',
      () => {
        myelin('build', join(folder, 'axon.yaml'));
        const { images } = JSON.parse(readFileSync(join(folder, 'axon.lock.json'), 'utf8')) as { images: object };
        expect(Object.keys(images)).toEqual([
          'digits-deploy',
          'digits-prepare',
          'digits-traffic',
          'digits-train',
          'myelin-runtime',
        ]);
      },
      10 * MINUTE,
    );

    test(
      'the runtime is installed, and again changes nothing',
      () => {
        const words = ['install', '-n', namespace, '--lock', join(folder, 'axon.lock.json')];
        expect(myelin(...words)).toContain('deployment.apps/myelin-runtime applied');
        const generation = () =>
          mustKubectl(['get', 'deployment', 'myelin-runtime', '-n', namespace, '-o', 'jsonpath={.metadata.generation}'])
            .stdout;
        const before = generation();
        myelin(...words);
        expect(generation()).toBe(before);
      },
      5 * MINUTE,
    );

    test(
      'the axon is applied, and the first version serves through the ingress gateway',
      async () => {
        const objects = myelin('synth', join(folder, 'axon.yaml'), '-n', namespace, '--domain', domain, '--stdout');
        const applied = spawnSync('kubectl', ['apply', '-n', namespace, '-f', '-'], {
          input: objects,
          encoding: 'utf8',
        });
        expect({ code: applied.status, stderr: applied.stderr }).toEqual({ code: 0, stderr: '' });
        watching = spawn(process.execPath, [BIN, 'watch', '-n', namespace], { stdio: ['ignore', 'pipe', 'ignore'] });
        watching.stdout?.on('data', (chunk: Buffer) => void (watched += chunk.toString('utf8')));
        await until('a first version', 10 * MINUTE, (now) => version(now) >= 1);
        expect(await classesOf(EMPTY_IMAGE)).toHaveLength(10);
      },
      11 * MINUTE,
    );

    test(
      'the alert of the real Prometheus fires, the loop trains again, and a second version takes over',
      async () => {
        const now = await until('a second version and an alert at rest', 15 * MINUTE, (seen) => {
          alerts.add(seen.alerts['accuracy'] ?? 'none');
          return version(seen) >= 2 && seen.alerts['accuracy'] === 'Inactive';
        });
        expect(version(now)).toBeGreaterThanOrEqual(2);
        expect([...alerts]).toEqual(expect.arrayContaining(['Pending', 'Firing', 'Inactive']));
      },
      16 * MINUTE,
    );

    test(
      'every decision has been told as it was made, with its reason',
      () => {
        expect(watched).toContain('digits');
        const why = myelin('get', 'digits', '-n', namespace, '--why');
        for (const sensor of ['digits-start', 'digits-deploy', 'digits-watch', 'traffic'])
          expect(why).toContain(sensor);
      },
      MINUTE,
    );

    test(
      'no pod was refused by Pod Security, and nothing of the runtime was forbidden',
      () => {
        const events = mustKubectl([
          'get',
          'events',
          '-n',
          namespace,
          '-o',
          'jsonpath={range .items[*]}{.message}{"\\n"}{end}',
        ]);
        expect(events.stdout).not.toMatch(/violates PodSecurity/);
        expect(kubectl(['logs', '-n', namespace, 'deployment/myelin-runtime', '-c', 'runtime']).stdout).not.toMatch(
          /forbidden/i,
        );
      },
      MINUTE,
    );

    test(
      'the state goes on elsewhere by a backup, and the runtime is taken away without what serves',
      async () => {
        const backup = JSON.parse(myelin('backup', 'digits', '-n', namespace)) as {
          items: { metadata: { name: string } }[];
        };
        expect(backup.items[0]!.metadata.name).toBe('digits-axon');
        expect(backup.items.length).toBeGreaterThan(2);
        myelin('uninstall', '-n', namespace);
        expect(await classesOf(EMPTY_IMAGE)).toHaveLength(10);
      },
      2 * MINUTE,
    );
  },
);
