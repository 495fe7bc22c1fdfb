import { podOf, synthesizeFile, synthesizeSpec, type Manifest } from './synthesize';

const small = 'test/fixtures/axons/small.yaml';
const NATIVE = 'sidecar.istio.io/nativeSidecar';

const annotationsOf = (object: Manifest) => (podOf(object)['metadata'].annotations ?? {}) as Record<string, string>;

describe('in a mesh', () => {
  test.each(['istio', 'gateway-api'] as const)('(%s) a sidecar does not keep the pod of a task from ending', (mesh) => {
    const { find } = synthesizeFile(small, { mesh });
    expect(annotationsOf(find('CronJob', 'small-prepare'))[NATIVE]).toBe('true');
    expect(annotationsOf(find('CronJob', 'small-train'))[NATIVE]).toBe('true');
    expect(annotationsOf(find('Deployment', 'small-serve'))).not.toHaveProperty([NATIVE]);
    expect(annotationsOf(find('Deployment', 'small-api-gateway'))).not.toHaveProperty([NATIVE]);
  });

  test('the pods that operators make are told the same', () => {
    const { objects } = synthesizeFile('test/fixtures/axons/operators.yaml');
    const tfJob = objects.find(({ kind }) => kind === 'TFJob')!;
    for (const { template } of Object.values<Manifest>(tfJob['spec'].tfReplicaSpecs)) {
      expect(template.metadata.annotations[NATIVE]).toBe('true');
    }
    const spark = objects.find(({ kind }) => kind === 'SparkApplication')!;
    expect(spark['spec'].driver.annotations).toEqual({ [NATIVE]: 'true' });
    expect(spark['spec'].executor.annotations).toEqual({ [NATIVE]: 'true' });
  });

  test('a patch has the last word on it', () => {
    const podPatch = { metadata: { annotations: { [NATIVE]: 'false' } } };
    const { find } = synthesizeSpec({ tasks: [{ name: 'T', container: { image: 'i', podPatch } }] });
    expect(annotationsOf(find('CronJob', 'x-t'))[NATIVE]).toBe('false');
  });

  test('a guard of what is at rest says why no pod is behind it', () => {
    const { find } = synthesizeFile(small);
    for (const name of ['small-gateway-api', 'small-task-serve']) {
      expect(find('AuthorizationPolicy', name)['metadata'].annotations).toEqual({
        'galley.istio.io/analyze-suppress': 'IST0127',
        'myelin.io/waivers':
          'IST0127: what it guards is at rest until there is a version, and nobody is to come before the guard',
      });
    }
  });
});

test('without a mesh nothing is said to one', () => {
  const { objects } = synthesizeFile(small, { mesh: 'none' });
  expect(JSON.stringify(objects)).not.toMatch(/istio\.io\/nativeSidecar|galley/);
});
