import { readFileSync } from 'node:fs';
import type { AxonView } from '../../lib/engine/view/axon-view';
import { AxonInCluster, servedVersion } from './axon-in-cluster';
import { myelin } from './command-line';
import { decisionsOf } from './decisions';
import { askDeployerOften, firstAnswer, type WorldAnswer } from './door';
import { OneMachine } from './one-machine';
import { onCluster } from './requirements';

/** The ensemble app in a namespace that restricts its pods, and its weights on both levels as the world measures them. */

const MINUTE = 60_000;
const REQUESTS = 1000;

/** The first is malignant, the second benign. */
const CELLS = JSON.parse(readFileSync('test/fixtures/apps/cells.json', 'utf8')) as number[][];

onCluster('the ensemble app', ['cluster', 'ingress', 'load'], () => {
  const app = new AxonInCluster('ensemble', 'apps/ensemble', `myelin-ensemble-${process.pid}`);
  const host = `cells.ensemble.${app.domain}`;
  const body = { data: { ndarray: CELLS } };
  const names: string[] = [];

  beforeAll(() => {
    app.begin();
    myelin('build', app.file);
    // Whatever the runtime makes is refused unless the axon owns it.
    app.install('--admission');
    expect(app.apply()).toEqual({ code: 0, stderr: '' });
  }, 10 * MINUTE);
  afterAll(() => {
    myelin('uninstall', '-n', app.namespace, '--yes');
    app.end();
  }, MINUTE);

  test(
    'three trainings beside each other become a version, which answers by a vote',
    async () => {
      await app.until('a first version', 8 * MINUTE, serves(1));
      const { status, text } = await firstAnswer(host, body);
      expect(status).toBe(200);
      const { jsonData } = JSON.parse(text) as { jsonData: { benign: number[]; members: Record<string, number[]> } };
      expect(jsonData.benign.map(Math.round)).toEqual([0, 1]);
      expect(Object.keys(jsonData.members).sort()).toEqual(['linear', 'trees']);
    },
    9 * MINUTE,
  );

  test(
    'of a thousand requests two hundred reach the newer of two versions, and in each seven of ten the forest',
    async () => {
      app.trigger('train');
      const seen = await app.until('a second version', 8 * MINUTE, serves(2));
      names.push(...seen.deployers['cells']!.versions.map(({ name }) => name));
      const answers = (await askDeployerOften(REQUESTS, host, body)).map(answeredBy);
      const newer = share(answers, ({ version }) => version === names[0]);
      const forest = share(answers, ({ trees }) => trees === 0);
      process.stderr.write(`ensemble: ${newer} to the newer version, ${forest} to the forest, of ${REQUESTS}\n`);
      // Four standard deviations of a thousand draws.
      expect(Math.abs(newer - 0.2)).toBeLessThan(0.051);
      expect(Math.abs(forest - 0.7)).toBeLessThan(0.058);
      expect(share(answers, ({ version }) => names.includes(version))).toBe(1);
    },
    12 * MINUTE,
  );

  test(
    'whoever asks for the newest version, or for the boosting, gets it',
    async () => {
      const newest = await askDeployerOften(50, host, body, { 'x-version': 'newest' });
      expect(new Set(newest.map(answeredBy).map(({ version }) => version))).toEqual(new Set([names[0]]));
      const boosting = await askDeployerOften(50, host, body, { 'x-trees': 'boosting' });
      expect(new Set(boosting.map(answeredBy).map(({ trees }) => trees))).toEqual(new Set([1]));
    },
    2 * MINUTE,
  );

  test(
    'nothing stands in its way, and what each version came of is known',
    () => {
      expect(JSON.parse(app.get('-o', 'json'))).toMatchObject({ conditions: [], status: 'Idle' });
      const { versions } = JSON.parse(app.get('--why', '-o', 'json')) as { versions: { models: object[] }[] };
      const hash = expect.stringMatching(/^(sha256:)?[0-9a-f]+$/);
      for (const { models } of versions) {
        expect(models[0]).toMatchObject({
          model: 'trees',
          content: { build: hash, data: hash },
          server: { build: hash },
        });
      }
    },
    MINUTE,
  );

  test(
    'one machine decides the same of two versions, for the same reasons',
    async () => {
      const machine = new OneMachine('ensemble', app.file);
      try {
        await machine.until('a first version', 6 * MINUTE, serves(1));
        machine.trigger('train');
        await machine.until('a second version', 4 * MINUTE, serves(2));
        expect(decisionsOf(app.get('--why'))).toEqual(decisionsOf(machine.get('--why')));
      } finally {
        await machine.end();
      }
    },
    11 * MINUTE,
  );
});

/** Whether this many versions were served, and nothing is left to be done. */
function serves(version: number): (seen: AxonView) => boolean {
  return (seen) => servedVersion(seen, 'cells') === version && seen.status === 'Idle';
}

/** By what the prediction id says: its version, and the place of the backend of `trees`. */
function answeredBy({ status, text, headers }: WorldAnswer): { readonly version: string; readonly trees: number } {
  expect({ status, text }).toEqual({ status: 200, text });
  const [, digits, backends] = String(headers['myelin-prediction-id']).split('.');
  return { version: `cells-${digits}`, trees: Number(backends!.split('-')[0]) };
}

function share<T>(all: readonly T[], of: (one: T) => boolean): number {
  return all.filter(of).length / all.length;
}
