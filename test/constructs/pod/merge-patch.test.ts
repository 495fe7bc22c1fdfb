import { mergePatch } from '../../../lib/constructs/pod/merge-patch';

const pod = {
  spec: {
    nodeSelector: { zone: 'a' },
    containers: [
      {
        name: 'task',
        image: 'one',
        args: ['--fast', '--quiet'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
    ],
    tolerations: [{ key: 'gpu' }],
  },
};

const patched = (patch: object) => mergePatch(pod, { spec: patch }) as { spec: Record<string, unknown> };

test('containers and their variables are found by name', () => {
  const containers = [
    {
      name: 'task',
      env: [
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    },
  ];
  expect(patched({ containers }).spec['containers']).toEqual([
    {
      name: 'task',
      image: 'one',
      args: ['--fast', '--quiet'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    },
  ]);
});

test('a container of another name is added', () => {
  const { containers } = patched({ containers: [{ name: 'proxy', image: 'envoy' }] }).spec;
  expect((containers as { name: string }[]).map(({ name }) => name)).toEqual(['task', 'proxy']);
});

test('lists without a merge key are replaced whole', () => {
  const { spec } = patched({ tolerations: [{ key: 'spot' }], containers: [{ name: 'task', args: ['--slow'] }] });
  expect(spec['tolerations']).toEqual([{ key: 'spot' }]);
  expect(spec['containers']).toMatchObject([{ args: ['--slow'] }]);
});

test('null takes a key away, and directives replace and delete', () => {
  expect(patched({ nodeSelector: null }).spec).not.toHaveProperty('nodeSelector');
  expect(patched({ nodeSelector: { $patch: 'replace', disk: 'ssd' } }).spec['nodeSelector']).toEqual({ disk: 'ssd' });
  expect(
    patched({ containers: [{ name: 'task', env: [{ name: 'A', $patch: 'delete' }] }] }).spec['containers'],
  ).toEqual([{ name: 'task', image: 'one', args: ['--fast', '--quiet'], env: [{ name: 'B', value: '2' }] }]);
});

test('a list is replaced whole, and an object taken away, where a directive says so', () => {
  const fresh = [{ $patch: 'replace' }, { name: 'other', image: 'two' }];
  expect(patched({ containers: fresh }).spec['containers']).toEqual([{ name: 'other', image: 'two' }]);
  expect(patched({ containers: [{ $patch: 'replace' }] }).spec['containers']).toEqual([]);
  expect(patched({ nodeSelector: { $patch: 'delete' } }).spec).not.toHaveProperty('nodeSelector');
});

test('what is patched is left as it was', () => {
  const before = structuredClone(pod);
  patched({ nodeSelector: { zone: 'b' }, containers: [{ name: 'task', image: 'two' }] });
  expect(pod).toEqual(before);
});
