import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AxonInCluster, servedVersion } from './axon-in-cluster';
import { BIN, myelin } from './command-line';
import { decisionsOf } from './decisions';
import { firstAnswer } from './door';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';

/**
 * A search whose trials are Jobs, and what a runtime goes through in its life: its leader is killed, its axon is lost and
 * restored. The runtime has the rights of its own account only, in a namespace that restricts its pods.
 */

const MINUTE = 60_000;

onCluster('a search in the cluster', ['cluster', 'ingress', 'load', 'taskImage'], () => {
  const study = new AxonInCluster('study', 'test/fixtures/study', `myelin-study-${process.pid}`);
  const { namespace } = study;
  const state = mkdtempSync(join(tmpdir(), 'myelin-study-'));
  let decided: readonly string[] = [];

  beforeAll(() => {
    study.begin();
    mustKubectl(['apply', '-n', namespace, '-f', '-'], listener());
    myelin('build', study.file);
    study.install('--replicas', '2', '--webhook', `http://listener.${namespace}.svc:8080/told`);
    expect(study.apply()).toEqual({ code: 0, stderr: '' });
  }, 10 * MINUTE);
  afterAll(() => {
    rmSync(state, { recursive: true, force: true });
    study.end();
  }, MINUTE);

  test(
    'each trial is a Job, and the best of the highest budget serves',
    async () => {
      await study.until('a version', 8 * MINUTE, (seen) => servedVersion(seen, 'best') === 1);
      const trials = mustKubectl(['get', 'jobs', '-n', namespace, '-o', 'name']).stdout.match(/study-train-/g);
      expect(trials).toHaveLength(6);
      const { status, text } = await firstAnswer(`best.study.${study.domain}`, {});
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ epochs: 3, rate: expect.closeTo(0.3072, 3) });
      decided = decisionsOf(study.get('--why'));
    },
    9 * MINUTE,
  );

  test(
    'one machine decides the same, for the same reasons',
    () => {
      const until = ['--until', 'deployers.best.newest.version >= 1', '--for', '4m'];
      const ended = spawnSync(process.execPath, [BIN, 'run', study.file, '--state-dir', state, ...until]);
      expect(ended.status).toBe(0);
      expect(decided).toEqual(decisionsOf(myelin('get', 'study', '--state-dir', state, '--why')));
    },
    6 * MINUTE,
  );

  test(
    'the pod that waits takes over from the leader that was killed, and uses the data of before again',
    async () => {
      const leader = holder();
      mustKubectl(['delete', 'pod', leader, '-n', namespace, '--force', '--grace-period=0']);
      for (const end = Date.now() + MINUTE; holder() === leader; await sleep(500)) {
        if (Date.now() > end) throw new Error(`${leader} is gone and leads`);
      }
      await study.until('another leader', MINUTE, () => true);
      study.trigger('again');
      const { runs } = await study.until('the data to be checked', 4 * MINUTE, ({ tasks }) =>
        ['Succeeded', 'Failed'].includes(tasks['Check']!.phase),
      );
      const { taskRuns } = runs.find(({ sensor }) => sensor === 'again')!;
      expect(taskRuns.map(({ task, phase, cached }) => [task, phase, cached])).toEqual([
        ['Prepare', 'Succeeded', true],
        ['Check', 'Succeeded', false],
      ]);
      expect(myelin('logs', 'Check', '-n', namespace)).toContain('the best rate is 0.3');
    },
    8 * MINUTE,
  );

  test(
    'a failure is told to the webhook, and stands in the Events of the axon',
    async () => {
      study.trigger('fail');
      await study.until('a failure', 4 * MINUTE, ({ tasks }) => tasks['Fail']!.phase === 'Failed');
      const told = await heard(/run\.failed/);
      expect(told).toMatchObject({
        type: 'io.myelin.run.failed',
        source: `/namespaces/${namespace}/axons/study`,
        data: { sensor: 'fail', reason: expect.stringContaining('no such column: rate') },
      });
      const reasons = ['get', 'events', '-n', namespace, '--field-selector', 'involvedObject.name=study-axon'];
      const events = mustKubectl([...reasons, '-o', 'jsonpath={.items[*].reason}']).stdout.split(' ');
      expect(events).toEqual(expect.arrayContaining(['RunStarted', 'AttemptFailed', 'RunFailed', 'VersionServing']));
    },
    6 * MINUTE,
  );

  test(
    'an axon that was lost is restored by its backup, and goes on with its history',
    async () => {
      const before = study.get('--why');
      const backup = join(study.folder, 'backup.json');
      const text = myelin('backup', 'study', '-n', namespace);
      mustKubectl(['delete', 'configmap', 'study-axon', '-n', namespace]);
      for (
        const end = Date.now() + MINUTE;
        kubectl(['get', 'jobs', '-n', namespace]).stdout !== '';
        await sleep(1000)
      ) {
        if (Date.now() > end) throw new Error('what the axon owned is not collected');
      }
      spawnSync('tee', [backup], { input: text });
      myelin('restore', backup, '-n', namespace);
      expect(study.apply()).toMatchObject({ code: 0 });
      const seen = await study.until('the version to answer', 4 * MINUTE, (now) => servedVersion(now, 'best') === 1);
      expect(seen.deployers['best']!.versions).toHaveLength(1);
      expect(study.get('--why')).toBe(before);
    },
    8 * MINUTE,
  );

  function holder(): string {
    return mustKubectl(['get', 'lease', 'myelin-runtime', '-n', namespace, '-o', 'jsonpath={.spec.holderIdentity}'])
      .stdout;
  }

  /** What the webhook was told, once it is of this type. */
  async function heard(type: RegExp): Promise<object> {
    for (const end = Date.now() + MINUTE; ; await sleep(500)) {
      const lines = mustKubectl(['logs', 'listener', '-n', namespace, '-c', 'main']).stdout.split('\n');
      const found = lines.find((line) => type.test(line));
      if (found !== undefined) return JSON.parse(found) as object;
      if (Date.now() > end) throw new Error(`the webhook was told nothing of ${type.source}: ${lines.join('\n')}`);
    }
  }
});

/** A pod that writes down what it is told, and its Service. */
function listener(): readonly object[] {
  const program = `require('node:http').createServer((request, response) => {
    request.on('data', (part) => process.stdout.write(part));
    request.on('end', () => { process.stdout.write('\\n'); response.end(); });
  }).listen(8080)`;
  const labels = { app: 'listener' };
  const securityContext = {
    runAsNonRoot: true,
    runAsUser: 10001,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const { allowPrivilegeEscalation: _, capabilities: __, ...podContext } = securityContext;
  const container = {
    name: 'main',
    image: process.env['MYELIN_TASK_IMAGE'],
    command: ['node', '-e', program],
    securityContext,
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'listener' },
      spec: { selector: labels, ports: [{ name: 'http', port: 8080 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'listener', labels },
      spec: { securityContext: podContext, terminationGracePeriodSeconds: 0, containers: [container] },
    },
  ];
}
