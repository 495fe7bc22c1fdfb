import { ApiObject, App, Chart, JsonPatch, Lazy, type IResolver } from 'cdk8s';
import { KubeObject } from '../../lib/constructs/kube-object';

function make(app = new App(), chart = new Chart(app, 'chart', { namespace: 'models', labels: { team: 'ml' } })) {
  let asked = 0;
  const object = new KubeObject(chart, 'object', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'map', labels: () => ({ b: '2', a: '1', absent: undefined }) },
    fields: {
      immutable: () => false,
      data: () => ({ z: String(++asked), a: undefined, list: [{ y: 1, x: null }] }),
    },
  });
  return object;
}

const PLAIN = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { labels: { a: '1', b: '2', team: 'ml' }, name: 'map', namespace: 'models' },
  data: { list: [{ y: 1 }], z: '1' },
  immutable: false,
};

test('an object is asked once, and has the labels and the namespace of its chart', () => {
  const json = make().toJson();
  expect(json).toEqual(PLAIN);
  expect(JSON.stringify(json)).toBe(JSON.stringify(PLAIN));
});

test('it is what cdk8s makes of the same in an object of its own', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'models', labels: { team: 'ml' } });
  const theirs = new ApiObject(chart, 'theirs', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'map', labels: { b: '2', a: '1' } },
    immutable: false,
    data: Lazy.any({ produce: () => ({ z: '1', a: undefined, list: [{ y: 1, x: null }] }) }),
  });
  expect(JSON.stringify(make().toJson())).toBe(JSON.stringify(theirs.toJson()));
});

test('what an author changes in its metadata wins', () => {
  const object = make();
  object.metadata.addLabel('a', 'other');
  object.metadata.addAnnotation('note', 'here');
  object.metadata.addFinalizers('keep');
  object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: '1' });
  object.metadata.add('generateName', 'map-');
  expect(object.metadata.getLabel('a')).toBe('other');
  expect(object.metadata.getLabel('b')).toBe('2');
  expect(object.toJson()).toEqual({
    ...PLAIN,
    metadata: {
      annotations: { note: 'here' },
      finalizers: ['keep'],
      generateName: 'map-',
      labels: { a: 'other', b: '2', team: 'ml' },
      name: 'map',
      namespace: 'models',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: '1' }],
    },
  });
});

test('patches, tokens of a chart and resolvers of an app count', () => {
  const patched = make();
  patched.addJsonPatch(JsonPatch.replace('/immutable', true));
  expect(patched.toJson()).toEqual({ ...PLAIN, immutable: true });

  const token = Lazy.any({ produce: () => 'later' }) as string;
  const app = new App();
  expect(make(app, new Chart(app, 'late', { namespace: 'models', labels: { team: token } })).toJson()).toEqual({
    ...PLAIN,
    metadata: { ...PLAIN.metadata, labels: { ...PLAIN.metadata.labels, team: 'later' } },
  });

  const shout: IResolver = {
    resolve: (context) => {
      if (context.value === 'ml') context.replaceValue('ML');
    },
  };
  expect(make(new App({ resolvers: [shout] })).toJson()).toEqual({
    ...PLAIN,
    metadata: { ...PLAIN.metadata, labels: { ...PLAIN.metadata.labels, team: 'ML' } },
  });
});
