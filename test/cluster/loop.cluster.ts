import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AxonInCluster, servedVersion } from './axon-in-cluster';
import { BIN, myelin } from './command-line';
import { askDeployer } from './door';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';

/** What docs/runtime.md says line by line, as a new user would type it: the loop of apps/digits closes in the cluster. */

const MINUTE = 60_000;

const digits = new AxonInCluster('digits', 'apps/digits', `myelin-loop-${process.pid}`);
const { namespace } = digits;

/** A digit has eight times eight pixels. */
const EMPTY_IMAGE = new Array<number>(64).fill(0);

/** What the world gets at the ingress gateway: how likely each digit is. */
async function classesOf(image: readonly number[]): Promise<readonly number[]> {
  const { status, text } = await askDeployer(`digits.digits.${digits.domain}`, { data: { ndarray: [image] } });
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return (JSON.parse(text) as { data: { ndarray: [number[]] } }).data.ndarray[0];
}

onCluster(
  'the loop of the digits app, as the page of the runtime tells it',
  ['cluster', 'ingress', 'load', 'prometheus'],
  () => {
    let watching: ChildProcess;
    let watched = '';
    const alerts = new Set<string>();

    beforeAll(() => {
      digits.begin();
    });
    afterAll(() => {
      watching?.kill();
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
        watching = spawn(process.execPath, [BIN, 'watch', '-n', namespace], { stdio: ['ignore', 'pipe', 'ignore'] });
        watching.stdout?.on('data', (chunk: Buffer) => void (watched += chunk.toString('utf8')));
        await digits.until('a first version', 10 * MINUTE, (now) => servedVersion(now, 'digits') >= 1);
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
      },
      16 * MINUTE,
    );

    test(
      'every decision has been told as it was made, with its reason',
      () => {
        expect(watched).toContain('digits');
        const why = digits.get('--why');
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
        myelin('uninstall', '-n', namespace);
        expect(await classesOf(EMPTY_IMAGE)).toHaveLength(10);
      },
      2 * MINUTE,
    );
  },
);
