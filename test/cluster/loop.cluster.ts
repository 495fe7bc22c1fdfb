import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxonInCluster, servedVersion } from './axon-in-cluster';
import { myelin } from './command-line';
import { decisionsOfLoop } from './decisions';
import { firstAnswer } from './door';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { Watching } from './watching';

/** What docs/runtime.md says line by line, as a new user would type it: the loop of apps/digits closes in the cluster. */

const MINUTE = 60_000;

const digits = new AxonInCluster('digits', 'apps/digits', `myelin-loop-${process.pid}`);
const { namespace } = digits;

/** What `watch` tells of a lap, in this order. What came before it was there is in `get --why`. */
const FIRST_LAP = [
  /^digits\/train-\w+ Succeeded accuracy=/,
  /^digits\/digits-deploy Fired run/,
  /^digits\/digits-\w+ Starting version 1/,
  /^digits\/digits-\w+ Serving: /,
  /^digits\/digits answers on http/,
];
const SECOND_LAP = [
  /^digits\/accuracy Pending /,
  /^digits\/accuracy Firing /,
  /^digits\/digits-watch Fired run/,
  /^digits\/train-\w+ Succeeded accuracy=/,
  /^digits\/digits-\w+ Starting version 2/,
  /^digits\/digits-\w+ Serving: /,
];

/** A digit has eight times eight pixels. */
const EMPTY_IMAGE = new Array<number>(64).fill(0);

/** What the world gets at the ingress gateway: how likely each digit is. */
async function classesOf(image: readonly number[]): Promise<readonly number[]> {
  const { status, text } = await firstAnswer(`digits.digits.${digits.domain}`, { data: { ndarray: [image] } });
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return (JSON.parse(text) as { data: { ndarray: [number[]] } }).data.ndarray[0];
}

onCluster(
  'the loop of the digits app, as the page of the runtime tells it',
  ['cluster', 'ingress', 'load', 'prometheus'],
  () => {
    let watching: Watching;
    let decided: readonly string[] = [];
    const alerts = new Set<string>();
    const state = mkdtempSync(join(tmpdir(), 'myelin-loop-'));

    beforeAll(() => {
      digits.begin();
    });
    afterAll(() => {
      void watching?.interrupt();
      rmSync(state, { recursive: true, force: true });
      digits.end();
    });

    test(
      'the images are built and brought to the nodes',
      () => {
        myelin('build', digits.file);
        const { images } = JSON.parse(readFileSync(digits.lock, 'utf8')) as { images: object };
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
        expect(digits.install()).toContain('deployment.apps/myelin-runtime applied');
        const generation = () =>
          mustKubectl(['get', 'deployment', 'myelin-runtime', '-n', namespace, '-o', 'jsonpath={.metadata.generation}'])
            .stdout;
        const before = generation();
        digits.install();
        expect(generation()).toBe(before);
      },
      5 * MINUTE,
    );

    test(
      'the axon is applied, and the first version serves through the ingress gateway',
      async () => {
        expect(digits.apply()).toEqual({ code: 0, stderr: '' });
        watching = new Watching(namespace);
        await digits.until('a first version', 10 * MINUTE, (now) => servedVersion(now, 'digits') >= 1);
        await watching.told(10_000, ...FIRST_LAP);
        expect(await classesOf(EMPTY_IMAGE)).toHaveLength(10);
      },
      11 * MINUTE,
    );

    test(
      'the alert of the real Prometheus fires, the loop trains again, and a second version takes over',
      async () => {
        const now = await digits.until('a second version and an alert at rest', 15 * MINUTE, (seen) => {
          alerts.add(seen.alerts['accuracy'] ?? 'none');
          return servedVersion(seen, 'digits') >= 2 && seen.alerts['accuracy'] === 'Inactive';
        });
        expect(servedVersion(now, 'digits')).toBeGreaterThanOrEqual(2);
        expect([...alerts]).toEqual(expect.arrayContaining(['Pending', 'Firing', 'Inactive']));
        await watching.told(10_000, ...FIRST_LAP, ...SECOND_LAP);
        decided = decisionsOfLoop(digits.get('--why'));
      },
      16 * MINUTE,
    );

    test(
      'one machine decides the same, for the same reasons',
      () => {
        const until = ['--until', 'deployers.digits.newest.version >= 2', '--for', '14m'];
        myelin('run', digits.file, '--state-dir', state, ...until);
        expect(decided).toEqual(decisionsOfLoop(myelin('get', 'digits', '--state-dir', state, '--why')));
      },
      15 * MINUTE,
    );

    test(
      'who watches is told by the runtime that takes over, too, until Ctrl-C',
      async () => {
        mustKubectl(['delete', 'pod', '-n', namespace, '-l', 'app.kubernetes.io/component=runtime']);
        await watching.told(2 * MINUTE, /^digits the runtime of namespace \S+ has gone away/, /^digits found it$/);
        myelin('pause', 'digits', '-n', namespace);
        myelin('resume', 'digits', '-n', namespace);
        await watching.told(
          10_000,
          /found it$/,
          /^digits\/axon Paused: asked to pause$/,
          /^digits\/axon Resumed: asked to resume$/,
        );
        expect(digits.get('--why')).toMatch(/axon Paused: asked to pause\n\S+ axon Resumed: asked to resume\n/);
        expect(await watching.interrupt()).toBe(0);
      },
      4 * MINUTE,
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
        // What it may not look at is asked for again and again, and told here alone.
        expect(JSON.parse(digits.get('-o', 'json'))).toMatchObject({ conditions: [] });
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
        myelin('uninstall', '-n', namespace, '--yes');
        expect(await classesOf(EMPTY_IMAGE)).toHaveLength(10);
      },
      2 * MINUTE,
    );
  },
);
