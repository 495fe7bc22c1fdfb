import { podOf, synthesizeSpec } from './synthesize';

const distributed = (train: object) =>
  synthesizeSpec({ tasks: [{ name: 'Train', train: { image: 'train:1', distributed: { workers: 4 }, ...train } }] });

describe('a distributed training', () => {
  const { find } = distributed({});

  test('is an Indexed Job whose pods have host names in a headless Service', () => {
    const job = find('CronJob', 'x-train').spec.jobTemplate.spec;
    expect(job).toMatchObject({ completionMode: 'Indexed', completions: 4, parallelism: 4, backoffLimit: 0 });
    expect(job.template.spec.subdomain).toBe('x-train-workers');
    expect(find('Service', 'x-train-workers').spec).toEqual({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { 'myelin.io/axon': 'x', 'myelin.io/task': 'Train' },
      ports: [{ name: 'tcp-workers', appProtocol: 'tcp', port: 29500 }],
    });
  });

  test('tells each worker which it is and where the first one is, in words that frameworks know', () => {
    const { env } = podOf(find('CronJob', 'x-train')).spec.containers[0];
    const values = Object.fromEntries(
      env.map(({ name, value, valueFrom }: Record<string, never>) => [name, value ?? valueFrom]),
    );
    expect(values).toMatchObject({
      MYELIN_JOB: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
      MYELIN_WORKER: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
      MYELIN_WORKERS: '4',
      MASTER_ADDR: '$(MYELIN_JOB)-0.x-train-workers',
      MASTER_PORT: '29500',
      WORLD_SIZE: '4',
      RANK: '$(MYELIN_WORKER)',
    });
    const names = env.map(({ name }: { name: string }) => name);
    expect(names.indexOf('MYELIN_JOB')).toBeLessThan(names.indexOf('MASTER_ADDR'));
  });

  test('meets on the port that the axon names, and by the variables that the task gives', () => {
    const own = distributed({ distributed: { workers: 2, port: 7000 }, env: [{ name: 'RANK', value: 'mine' }] });
    expect(own.find('Service', 'x-train-workers').spec.ports[0].port).toBe(7000);
    const { env } = podOf(own.find('CronJob', 'x-train')).spec.containers[0];
    expect(env.filter(({ name }: { name: string }) => name === 'RANK')).toEqual([{ name: 'RANK', value: 'mine' }]);
    expect(env).toContainEqual({ name: 'MASTER_PORT', value: '7000' });
  });
});

test('one worker needs no Service', () => {
  const { objects } = synthesizeSpec({ tasks: [{ name: 'Train', train: { image: 'train:1' } }] });
  expect(objects.map(({ kind }) => kind)).not.toContain('Service');
});
