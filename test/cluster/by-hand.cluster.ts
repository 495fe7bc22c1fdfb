import { synthesizeFile, type Manifest } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

/** The axon of test/fixtures/by-hand is applied as it is synthesized, and a person runs its tasks. */

const { MYELIN_TASK_IMAGE, MYELIN_RUNTIME_IMAGE } = process.env;

function run(namespace: string, task: string): Manifest {
  const job = `${task}-now`;
  mustKubectl(['create', 'job', '-n', namespace, job, `--from=cronjob/by-hand-${task}`]);
  const ended = kubectl(['wait', '-n', namespace, '--for=condition=Complete', '--timeout=120s', `job/${job}`]);
  if (ended.code !== 0) {
    throw new Error(ended.stderr + kubectl(['describe', 'pods', '-n', namespace, '-l', `job-name=${job}`]).stdout);
  }
  const pods = mustKubectl(['get', 'pods', '-n', namespace, '-l', `job-name=${job}`, '-o', 'json']);
  return JSON.parse(pods.stdout).items[0];
}

onCluster(
  'a task that a person runs from the manifests alone',
  ['cluster', 'ingress', 'taskImage', 'runtimeImage'],
  () => {
    describe.each(['standard', 'nfs'])('with a store of the class %s', (storageClass) => {
      const namespace = `myelin-by-hand-${storageClass}-${process.pid}`;
      beforeAll(() => {
        createNamespace(namespace, { injected: true });
        const { objects } = synthesizeFile('test/fixtures/by-hand/axon.yaml', {
          parameterValues: { image: MYELIN_TASK_IMAGE!, storageClass },
          runtimeImage: MYELIN_RUNTIME_IMAGE!,
        });
        const applied = kubectl(['apply', '-n', namespace, '-f', '-'], objects);
        expect({ code: applied.code, stderr: applied.stderr }).toEqual({ code: 0, stderr: '' });
      }, 60_000);
      afterAll(() => deleteNamespace(namespace));

      test('completes, although a sidecar ran beside it, and leaves what it made to the next one', () => {
        const prepared = run(namespace, 'prepare');
        const trained = run(namespace, 'train');
        for (const { spec, status } of [prepared, trained]) {
          expect(spec.initContainers.map(({ name }: Manifest) => name)).toContain('istio-proxy');
          expect(status.phase).toBe('Succeeded');
        }
        const [task] = trained['status'].containerStatuses;
        expect(task.state.terminated).toMatchObject({ exitCode: 0, message: 'rows 3' });
        expect(mustKubectl(['logs', '-n', namespace, 'job/train-now', '-c', 'task']).stdout).toBe('myelin\n');
      }, 300_000);

      test('a CronJob at rest has started nothing by itself', () => {
        const jobs = mustKubectl(['get', 'jobs', '-n', namespace, '-o', 'name']).stdout.trim().split('\n').sort();
        expect(jobs).toEqual(['job.batch/prepare-now', 'job.batch/train-now']);
      });
    });
  },
);
