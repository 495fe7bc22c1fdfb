import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { myelin, scratch } from './command-line';
import { StandInKubectl } from './stand-in-kubectl';

const ofAxon = (axon: string) => `get configmaps --selector=myelin.io/axon=${axon} -o json`;
const AXONS = 'get configmaps --selector=myelin.io/axon,app.kubernetes.io/component=axon -o json';

const APPLY = 'apply --server-side --field-manager=myelin -f -';

function configMap(name: string, component: string, more: object): object {
  const labels = { 'app.kubernetes.io/component': component, 'myelin.io/axon': 'digits' };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'ml', resourceVersion: '7', creationTimestamp: 'then', labels, ...more },
    data: { of: name },
  };
}

const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'digits-axon', uid: 'one' };
const there = [
  configMap('digits-journal-0000000001', 'journal', { uid: 'two', ownerReferences: [owner] }),
  configMap('digits-journal-0000000009', 'journal', { uid: 'old', ownerReferences: [{ ...owner, uid: 'gone' }] }),
  configMap('digits-axon', 'axon', {
    uid: 'one',
    annotations: { team: 'vision', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  }),
];

let dir: string;
let kubectl: StandInKubectl;

beforeEach(() => {
  dir = scratch();
  kubectl = new StandInKubectl(dir)
    .answer(ofAxon('digits'), JSON.stringify({ items: there }))
    .answer(ofAxon('digist'), JSON.stringify({ items: [] }))
    .answer(AXONS, JSON.stringify({ items: there.slice(2) }));
});

const labels = (component: string) => ({ 'app.kubernetes.io/component': component, 'myelin.io/axon': 'digits' });

test('a backup has the axon and what it owns, and nothing that only holds where it was', async () => {
  const { code, out } = await myelin('backup', 'digits', '-n', 'ml');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'digits-axon',
          labels: labels('axon'),
          annotations: { team: 'vision', 'myelin.io/incarnation': 'one' },
        },
        data: { of: 'digits-axon' },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'digits-journal-0000000001', labels: labels('journal') },
        data: { of: 'digits-journal-0000000001' },
      },
    ],
  });
  expect(await myelin('backup', 'digist', '-n', 'ml')).toMatchObject({
    code: 1,
    err: 'myelin: there is no axon digist in namespace ml, did you mean digits; there are digits\n',
  });
});

describe('a restore', () => {
  let file: string;
  beforeEach(async () => {
    file = join(dir, 'digits.json');
    writeFileSync(file, (await myelin('backup', 'digits', '-n', 'ml')).out);
  });

  test('lets the runtime hear of the axon when all of it is there', async () => {
    const made = (name: string) => join(dir, name);
    kubectl
      .shell(
        'create -o json -f -',
        `cp '${join(dir, 'input')}' '${made('own')}'; echo '{"metadata": {"name": "x", "uid": "new"}}'`,
      )
      .shell(APPLY, `cp '${join(dir, 'input')}' '${made('applied')}'`)
      .shell('create -f -', `cp '${join(dir, 'input')}' '${made('owned')}'`)
      .answer('label configmap digits-axon app.kubernetes.io/component=axon', 'labeled');
    expect(await myelin('restore', file, '-n', 'other')).toEqual({
      code: 0,
      out: '',
      err: 'digits is restored, 2 ConfigMaps; now apply its files, which have what it starts\n',
    });
    // What an edit of the axon changes is of whoever applies it, and which life it had is not.
    const object = { apiVersion: 'v1', kind: 'ConfigMap' };
    const named = { name: 'digits-axon', labels: { 'myelin.io/axon': 'digits' } };
    expect(JSON.parse(readFileSync(made('own'), 'utf8'))).toEqual({
      ...object,
      metadata: { ...named, annotations: { 'myelin.io/incarnation': 'one' } },
    });
    expect(JSON.parse(readFileSync(made('applied'), 'utf8'))).toEqual({
      ...object,
      metadata: { ...named, annotations: { team: 'vision' } },
      data: { of: 'digits-axon' },
    });
    const { items } = JSON.parse(readFileSync(made('owned'), 'utf8')) as { items: { metadata: object }[] };
    expect(items.map(({ metadata }) => metadata)).toEqual([
      {
        name: 'digits-journal-0000000001',
        labels: labels('journal'),
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'digits-axon', uid: 'new' }],
      },
    ]);
    expect(kubectl.calls.slice(-4).map((call) => call.replace(/^(--\S+ )+/, ''))).toEqual([
      'create -o json -f -',
      APPLY,
      'create -f -',
      'label configmap digits-axon app.kubernetes.io/component=axon',
    ]);
  });

  test('leaves an axon alone that is there', async () => {
    kubectl.answer('create -o json -f -', { refuses: 'Error from server (AlreadyExists): it exists' });
    expect(await myelin('restore', file, '-n', 'ml')).toMatchObject({
      code: 1,
      err: 'myelin: digits-axon cannot be made: Error from server (AlreadyExists): it exists; delete it first, or restore into another namespace\n',
    });
  });

  test('takes away what it made where it fails half-way', async () => {
    kubectl
      .answer('create -o json -f -', '{"metadata": {"name": "x", "uid": "new"}}')
      .answer(APPLY, 'applied')
      .answer('create -f -', { refuses: 'Error from server: quota' });
    expect(await myelin('restore', file, '-n', 'other')).toMatchObject({
      code: 1,
      err: 'myelin: the backup was not restored: Error from server: quota\n',
    });
    expect(kubectl.calls.at(-1)).toContain('delete configmap digits-axon --ignore-not-found');
  });

  test('takes nothing that is no backup', async () => {
    writeFileSync(file, '{"items": []}');
    expect(await myelin('restore', file, '-n', 'other')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is no backup: it is not a list of the ConfigMaps of an axon') as string,
    });
  });
});
