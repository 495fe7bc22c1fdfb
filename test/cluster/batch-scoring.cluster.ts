import { readFileSync, writeFileSync } from 'node:fs';
import type { AxonView } from '../../lib/engine/view/axon-view';
import { AxonInCluster, type Seen } from './axon-in-cluster';
import { myelin } from './command-line';
import { decisionsOf } from './decisions';
import { mustKubectl } from './kubectl';
import { OneMachine } from './one-machine';
import { onCluster } from './requirements';

/** The app that serves nothing, by the lines of docs/apps/batch-scoring.md: asked by a person, held back, then by the calendar. */

const MINUTE = 60_000;

onCluster('the batch-scoring app', ['cluster', 'load'], () => {
  const app = new AxonInCluster('batch-scoring', 'apps/batch-scoring', `myelin-batch-${process.pid}`);
  let decided: readonly string[] = [];

  beforeAll(() => {
    app.begin();
    myelin('build', app.file);
    app.install();
    expect(app.apply()).toEqual({ code: 0, stderr: '' });
  }, 10 * MINUTE);
  afterAll(() => app.end(), MINUTE);

  test(
    'the best of four trials scores what has come in, when a person asks',
    async () => {
      await app.until('a model', 6 * MINUTE, trained);
      app.trigger('score', 'now');
      await app.until('scores', 4 * MINUTE, scored(1));
      expect(myelin('logs', 'Score', '-n', app.namespace)).toContain('100 patients scored');
      decided = decisionsOf(app.get('--why'));
    },
    11 * MINUTE,
  );

  test(
    'one machine decides the same, for the same reasons',
    async () => {
      const machine = new OneMachine('batch-scoring', app.file);
      try {
        await machine.until('a model', 5 * MINUTE, trained);
        machine.trigger('score', 'now');
        await machine.until('scores', MINUTE, scored(1));
        expect(decided).toEqual(decisionsOf(machine.get('--why')));
      } finally {
        await machine.end();
      }
    },
    7 * MINUTE,
  );

  test(
    'what a quota holds back while the runtime is replaced goes on once it is lifted, and what code reported is still told',
    async () => {
      const { namespace } = app;
      const metadata = { name: 'no-more-jobs', namespace };
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { 'count/jobs.batch': '1' } } };
      const reported = rmse();
      expect(reported).toMatch(/^rmse{.*} 56\.03/);
      mustKubectl(['apply', '-f', '-'], [quota]);
      try {
        app.trigger('score', 'now');
        const held = ({ conditions }: Seen) => conditions.some(({ message }) => /exceeded quota/.test(message));
        await app.until('the quota to be told', MINUTE, held);
        mustKubectl(['delete', 'pod', '-n', namespace, '-l', 'app.kubernetes.io/component=runtime']);
        await app.until('the quota to be told by the next runtime', 2 * MINUTE, held);
        expect(rmse()).toBe(reported);
      } finally {
        mustKubectl(['delete', 'quota', metadata.name, '-n', namespace]);
      }
      await app.until('more scores', 2 * MINUTE, scored(2));
      expect(JSON.parse(app.get('-o', 'json'))).toMatchObject({ conditions: [] });
    },
    7 * MINUTE,
  );

  test(
    'the night comes by the calendar, which an edit has moved to the next minute',
    async () => {
      writeFileSync(app.file, readFileSync(app.file, 'utf8').replace('schedule: 0 3 * * *', "schedule: '* * * * *'"));
      expect(app.apply()).toEqual({ code: 0, stderr: '' });
      await app.until('scores of a night', 4 * MINUTE, scored(3));
      expect(app.get('--why')).toMatch(/ score Fired run \w+: night was due at \S+, and {{rmse}} < 70 holds/);
      expect(JSON.parse(app.get('-o', 'json'))).toMatchObject({ conditions: [] });
    },
    5 * MINUTE,
  );

  /** What Prometheus reads of the training's metric. */
  function rmse(): string {
    const program = "fetch('http://127.0.0.1:9090/metrics').then((answer) => answer.text()).then(console.log)";
    const where = ['exec', '-n', app.namespace, 'deployment/myelin-runtime', '-c', 'runtime'];
    return mustKubectl([...where, '--', 'node', '-e', program])
      .stdout.match(/^rmse{.*$/gm)!
      .join('\n');
  }
});

function trained({ tasks }: AxonView): boolean {
  return tasks['Train']?.phase === 'Succeeded';
}

/** Whether all patients were scored so many times. */
function scored(times: number): (seen: AxonView) => boolean {
  return ({ tasks: { Score } }) =>
    Score!.runs >= times && Score!.phase === 'Succeeded' && Score!.metrics['scored'] === 100;
}
