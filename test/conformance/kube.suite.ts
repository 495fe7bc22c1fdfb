import { setTimeout as sleep } from 'node:timers/promises';
import { KubeError, type Kind, type Kube, type KubeObject, type WatchEvent } from '../../lib/runtime/kube/kube';

/** One API server, as a suite has it. */
export interface KubeUnderTest {
  readonly kube: Kube;
  /** Another client of it, who is not the runtime. */
  readonly person: Pick<Kube, 'patch' | 'update'>;
  /** How long the server may take to tell a watch, and its garbage collector to act. Milliseconds. */
  readonly patience: number;
  /** A kind whose objects the server remembers from a later version on than its first. */
  readonly forgotten: Kind;
}

/** What every implementation of `Kube` does. Objects are named anew by each test, so a namespace serves for all of them. */
export function describeKube(name: string, start: () => Promise<KubeUnderTest>): void {
  describe(name, () => {
    let kube: Kube;
    let person: KubeUnderTest['person'];
    let patience: number;
    let forgotten: Kind;
    let made = 0;
    const watches = new AbortController();

    beforeAll(async () => ({ kube, person, patience, forgotten } = await start()));
    afterAll(() => watches.abort());

    function fresh(): string {
      return `conformance-${(made += 1)}`;
    }

    function configMap(name: string, data: Record<string, string>, more: object = {}): KubeObject {
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data };
    }

    async function until(what: () => boolean | Promise<boolean>): Promise<void> {
      for (const end = Date.now() + patience; ; await sleep(10)) {
        if (await what()) return;
        if (Date.now() > end) throw new Error(`not so within ${patience} ms: ${what}`);
      }
    }

    /** Tells what a watch says, by name: `ADDED conformance-1 a=1`. */
    async function watched(labels: Record<string, string>, resourceVersion: string): Promise<readonly string[]> {
      const said: string[] = [];
      const on = (event: WatchEvent): void => {
        if (event.type === 'BOOKMARK') return;
        said.push(`${event.type} ${event.object.metadata.name} ${JSON.stringify(event.object['data'])}`);
      };
      void kube.watch('ConfigMap', { labels, resourceVersion, signal: watches.signal }, on);
      return said;
    }

    describe('objects', () => {
      test('one that was made has an identity, a version and what was given', async () => {
        const name = fresh();
        const object = await kube.create(configMap(name, { a: '1' }, { labels: { of: name } }));
        expect(object).toEqual({
          ...{ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } },
          metadata: {
            ...{ name, namespace: kube.namespace, labels: { of: name } },
            uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
            resourceVersion: expect.stringMatching(/^\d+$/),
            creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          },
        });
        expect(await kube.get('ConfigMap', name)).toEqual(object);
      });

      test('none of that name is undefined', async () => {
        expect(await kube.get('ConfigMap', 'nobody')).toBeUndefined();
      });

      test('a name is given once', async () => {
        const name = fresh();
        await kube.create(configMap(name, {}));
        await expect(kube.create(configMap(name, {}))).rejects.toMatchObject({ status: 409, reason: 'AlreadyExists' });
      });

      test('a list has those of the labels, in order of their names, each with its kind, and the version to watch from', async () => {
        const [a, b, other] = [fresh(), fresh(), fresh()];
        const labels = { suite: a };
        await kube.create(configMap(b, {}, { labels: { ...labels, more: 'x' } }));
        await kube.create(configMap(a, {}, { labels }));
        const last = await kube.create(configMap(other, {}, { labels: { suite: 'other' } }));
        const { items, resourceVersion } = await kube.list('ConfigMap', { labels });
        expect(items.map(({ kind, apiVersion, metadata }) => [apiVersion, kind, metadata.name])).toEqual([
          ['v1', 'ConfigMap', a],
          ['v1', 'ConfigMap', b],
        ]);
        expect(Number(resourceVersion)).toBeGreaterThanOrEqual(Number(last.metadata.resourceVersion));
        expect((await kube.list('ConfigMap', { labels: { ...labels, more: 'x' } })).items).toHaveLength(1);
      });

      test('an update is of the latest version, or of any where it names none', async () => {
        const name = fresh();
        const first = await kube.create(configMap(name, { a: '1' }));
        const second = await kube.update({ ...first, data: { a: '2' } });
        await expect(kube.update({ ...first, data: { a: '3' } })).rejects.toMatchObject({
          status: 409,
          reason: 'Conflict',
        });
        const third = await kube.update(configMap(name, { a: '4' }));
        expect([first, second, third].map((object) => object['data'].a)).toEqual(['1', '2', '4']);
        expect(third.metadata.uid).toBe(first.metadata.uid);
      });

      test('a write that changes nothing leaves the version', async () => {
        const first = await kube.create(configMap(fresh(), { a: '1' }));
        const { name, resourceVersion } = first.metadata;
        expect((await kube.update(first)).metadata.resourceVersion).toBe(resourceVersion);
        expect((await kube.patch('ConfigMap', name, { data: { a: '1' } })).metadata.resourceVersion).toBe(
          resourceVersion,
        );
      });

      test('a patch merges: null takes away, what is not named stays', async () => {
        const name = fresh();
        await kube.create(configMap(name, { a: '1', b: '2' }));
        const after = await kube.patch('ConfigMap', name, {
          data: { a: null, c: '3' },
          metadata: { labels: { x: 'y' } },
        });
        expect([after['data'], after.metadata.labels]).toEqual([{ b: '2', c: '3' }, { x: 'y' }]);
      });

      test('to change what is not there is NotFound', async () => {
        const absent = { status: 404, reason: 'NotFound' };
        await expect(kube.patch('ConfigMap', 'nobody', {})).rejects.toMatchObject(absent);
        await expect(kube.update(configMap('nobody', {}))).rejects.toMatchObject(absent);
      });

      test('an object of a name is deleted, another that has come to have the name is not', async () => {
        const name = fresh();
        const first = await kube.create(configMap(name, {}));
        await kube.delete('ConfigMap', name, { uid: first.metadata.uid as string });
        expect(await kube.get('ConfigMap', name)).toBeUndefined();
        const second = await kube.create(configMap(name, {}));
        await kube.delete('ConfigMap', name, { uid: first.metadata.uid as string });
        expect(await kube.get('ConfigMap', name)).toEqual(second);
        await kube.delete('ConfigMap', name);
        await kube.delete('ConfigMap', name);
        expect(await kube.get('ConfigMap', name)).toBeUndefined();
      });

      test('what is owned by an object goes with it, unless somebody else owns it too', async () => {
        const [first, second] = [await kube.create(configMap(fresh(), {})), await kube.create(configMap(fresh(), {}))];
        const ownedBy = (...owners: KubeObject[]): object => ({
          ownerReferences: owners.map(({ apiVersion, kind, metadata: { name, uid } }) => ({
            apiVersion,
            kind,
            name,
            uid,
          })),
        });
        const [one, both, below] = [fresh(), fresh(), fresh()];
        const child = await kube.create(configMap(one, {}, ownedBy(first)));
        await kube.create(configMap(below, {}, ownedBy(child)));
        await kube.create(configMap(both, {}, ownedBy(first, second)));
        await kube.delete('ConfigMap', first.metadata.name);
        await until(async () => (await kube.get('ConfigMap', below)) === undefined);
        expect(await kube.get('ConfigMap', one)).toBeUndefined();
        expect(await kube.get('ConfigMap', both)).toBeDefined();
      });
    });

    describe('what is refused', () => {
      const refused: readonly (readonly [string, (name: string) => KubeObject, object])[] = [
        ['a name with capitals', () => configMap('Not_a_name', {}), { status: 422, reason: 'Invalid' }],
        [
          'a label that is too long',
          (name) => configMap(name, {}, { labels: { x: 'y'.repeat(64) } }),
          { status: 422, reason: 'Invalid' },
        ],
        [
          'a label of a form that labels do not have',
          (name) => configMap(name, {}, { labels: { x: 'a b' } }),
          { status: 422, reason: 'Invalid' },
        ],
        [
          'an owner without a UID',
          (name) => configMap(name, {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: '' }] }),
          { status: 422, reason: 'Invalid' },
        ],
        [
          'more than a mebibyte in a ConfigMap',
          (name) => configMap(name, { a: 'x'.repeat(1024 * 1024 + 1) }),
          { status: 422, reason: 'Invalid' },
        ],
        [
          'an object of another namespace',
          (name) => configMap(name, {}, { namespace: 'another' }),
          { status: 400, reason: 'BadRequest' },
        ],
        [
          'an API version that the kind does not have',
          (name) => ({ ...configMap(name, {}), apiVersion: 'v2' }),
          { status: 400, reason: 'BadRequest' },
        ],
        [
          'a kind that the runtime has nothing to do with',
          (name) => ({ ...configMap(name, {}), kind: 'Secret' }),
          { status: 400, reason: 'BadRequest' },
        ],
      ];
      test.each(refused)('%s', async (_, object, error) => {
        const name = fresh();
        const asked = kube.create(object(name));
        await expect(asked).rejects.toBeInstanceOf(KubeError);
        await expect(asked).rejects.toMatchObject(error);
        expect(await kube.get('ConfigMap', name)).toBeUndefined();
      });

      test('a mebibyte in a ConfigMap is not', async () => {
        await kube.create(configMap(fresh(), { a: 'x'.repeat(1024 * 1024) }));
      });

      test('to change the data of an immutable ConfigMap, or that it is one', async () => {
        const name = fresh();
        const object = await kube.create({ ...configMap(name, { a: '1' }), immutable: true });
        const invalid = { status: 422, reason: 'Invalid' };
        await expect(kube.update({ ...object, data: { a: '2' } })).rejects.toMatchObject(invalid);
        await expect(kube.patch('ConfigMap', name, { data: { b: '2' } })).rejects.toMatchObject(invalid);
        await expect(kube.patch('ConfigMap', name, { immutable: false })).rejects.toMatchObject(invalid);
        const labelled = await kube.patch('ConfigMap', name, { metadata: { labels: { seen: 'yes' } } });
        expect([labelled['data'], labelled.metadata.labels]).toEqual([{ a: '1' }, { seen: 'yes' }]);
      });

      test('to change a Lease of no version', async () => {
        const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: fresh() } };
        await kube.create({ ...lease, spec: { holderIdentity: 'a' } });
        await expect(kube.update({ ...lease, spec: { holderIdentity: 'b' } })).rejects.toMatchObject({
          ...{ status: 422, reason: 'Invalid' },
        });
      });
    });

    describe('watches', () => {
      test('tell each change after the version once, in order', async () => {
        const [name, label] = [fresh(), { suite: fresh() }];
        const { resourceVersion } = await kube.list('ConfigMap', { labels: label });
        await kube.create(configMap(name, { a: '1' }, { labels: label }));
        const said = await watched(label, resourceVersion);
        await kube.patch('ConfigMap', name, { data: { a: '2' } });
        await kube.delete('ConfigMap', name);
        await until(() => said.length >= 3);
        expect(said).toEqual([`ADDED ${name} {"a":"1"}`, `MODIFIED ${name} {"a":"2"}`, `DELETED ${name} {"a":"2"}`]);
      });

      test('see through their labels: what ceases to have them was deleted, what comes to have them was added', async () => {
        const [name, label] = [fresh(), { suite: fresh() }];
        const object = await kube.create(configMap(name, { a: '1' }));
        const said = await watched(label, object.metadata.resourceVersion as string);
        await kube.patch('ConfigMap', name, { metadata: { labels: label } });
        await kube.patch('ConfigMap', name, { metadata: { labels: { suite: null } } });
        await kube.patch('ConfigMap', name, { data: { a: '2' } });
        await kube.patch('ConfigMap', name, { metadata: { labels: label } });
        await until(() => said.length >= 3);
        expect(said).toEqual([`ADDED ${name} {"a":"1"}`, `DELETED ${name} {"a":"1"}`, `ADDED ${name} {"a":"2"}`]);
      });

      test('end when they are aborted', async () => {
        const { resourceVersion } = await kube.list('ConfigMap');
        const aborted = new AbortController();
        const ended = kube.watch('ConfigMap', { resourceVersion, signal: aborted.signal }, () => undefined);
        await sleep(50);
        aborted.abort();
        await ended;
        await kube.watch('ConfigMap', { resourceVersion, signal: aborted.signal }, () => undefined);
      });

      test('do not start from what the server has forgotten', async () => {
        await expect(
          kube.watch(forgotten, { resourceVersion: '1', signal: watches.signal }, () => undefined),
        ).rejects.toMatchObject({ status: 410, reason: 'Expired' });
      });

      test('what their listener throws ends them', async () => {
        const { resourceVersion } = await kube.list('ConfigMap');
        const ended = kube.watch('ConfigMap', { resourceVersion, signal: watches.signal }, () => {
          throw new RangeError('a fault of ours');
        });
        void kube.create(configMap(fresh(), {}));
        await expect(ended).rejects.toThrow(RangeError);
      });
    });

    describe('server-side apply', () => {
      test('makes an object, then changes what is given', async () => {
        const name = fresh();
        const first = await kube.apply(configMap(name, { a: '1' }));
        const second = await kube.apply(configMap(name, { a: '2', b: '2' }));
        expect(second).toMatchObject({ metadata: { uid: first.metadata.uid }, data: { a: '2', b: '2' } });
      });

      test('takes away what is no longer given, and leaves what others have set', async () => {
        const name = fresh();
        await kube.apply(configMap(name, { a: '1', b: '1' }, { labels: { ours: 'yes' } }));
        await person.patch('ConfigMap', name, { data: { c: '1' }, metadata: { labels: { theirs: 'yes' } } });
        const after = await kube.apply(configMap(name, { b: '1' }));
        expect([after['data'], after.metadata.labels]).toEqual([{ b: '1', c: '1' }, { theirs: 'yes' }]);
      });

      test('that changes nothing leaves the version', async () => {
        const object = configMap(fresh(), { a: '1' });
        const [first, second] = [await kube.apply(object), await kube.apply(object)];
        expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      });

      test('does not fight: a field that somebody else has changed is a conflict, which says whose and which', async () => {
        const name = fresh();
        await kube.apply(configMap(name, { a: '1', b: '1' }));
        await person.patch('ConfigMap', name, { data: { a: 'by hand' } });
        const again = kube.apply(configMap(name, { a: '1', b: '2' }));
        await expect(again).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
        await expect(again).rejects.toThrow(/conflict with "a-person".*: \.data\.a$/);
        expect((await kube.get('ConfigMap', name))?.['data']).toEqual({ a: 'by hand', b: '1' });
      });

      test('of the value that somebody else has set is no conflict', async () => {
        const name = fresh();
        await kube.apply(configMap(name, { a: '1' }));
        await person.patch('ConfigMap', name, { data: { a: '2' } });
        expect((await kube.apply(configMap(name, { a: '2' })))['data']).toEqual({ a: '2' });
      });

      test('by force takes the field over, and then it is ours', async () => {
        const name = fresh();
        await kube.apply(configMap(name, { a: '1' }));
        await person.patch('ConfigMap', name, { data: { a: '2' } });
        expect((await kube.apply(configMap(name, { a: '3' }), { force: true }))['data']).toEqual({ a: '3' });
        expect((await kube.apply(configMap(name, { a: '4' })))['data']).toEqual({ a: '4' });
      });

      test('what the runtime has set otherwise is not the same as applied', async () => {
        const name = fresh();
        await kube.create(configMap(name, { a: '1' }));
        await expect(kube.apply(configMap(name, { a: '2' }))).rejects.toMatchObject({ reason: 'Conflict' });
        expect((await kube.apply(configMap(name, { b: '1' })))['data']).toEqual({ a: '1', b: '1' });
      });

      test('knows the containers and variables of a template by their names', async () => {
        const name = fresh();
        const deployment = (image: string, env: object[], more: object[] = []): KubeObject => ({
          ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
          spec: {
            ...{ replicas: 0, selector: { matchLabels: { of: name } } },
            template: {
              metadata: { labels: { of: name } },
              spec: { containers: [{ name: 'task', image, env }, ...more] },
            },
          },
        });
        await kube.apply(deployment('a:1', [{ name: 'A', value: '1' }], [{ name: 'side', image: 's:1' }]));
        const current = await kube.get('Deployment', name);
        const [task, side] = current?.['spec'].template.spec.containers;
        const containers = [{ ...task, env: [...task.env, { name: 'B', value: '2' }] }, side];
        // Of no version: the controller of Deployments writes the status meanwhile.
        await person.update({
          ...(current as KubeObject),
          metadata: { name },
          spec: {
            ...current?.['spec'],
            template: {
              ...current?.['spec'].template,
              spec: { ...current?.['spec'].template.spec, containers },
            },
          },
        });
        const after = await kube.apply(deployment('a:2', [{ name: 'A', value: '3' }]));
        expect(after['spec'].template.spec.containers).toEqual([
          expect.objectContaining({
            ...{ name: 'task', image: 'a:2' },
            env: [
              { name: 'A', value: '3' },
              { name: 'B', value: '2' },
            ],
          }),
        ]);
        expect(after.metadata.generation).toBe(3);
      });

      test('leaves a field that it does not give to who scales', async () => {
        const name = fresh();
        const deployment = (replicas: object): KubeObject => ({
          ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
          spec: {
            ...{ ...replicas, selector: { matchLabels: { of: name } } },
            template: {
              metadata: { labels: { of: name } },
              spec: { containers: [{ name: 'task', image: 'a:1' }] },
            },
          },
        });
        await kube.apply(deployment({ replicas: 0 }));
        await person.patch('Deployment', name, { spec: { replicas: 2, paused: true } });
        await expect(kube.apply(deployment({ replicas: 1 }))).rejects.toThrow(/\.spec\.replicas$/);
        expect((await kube.apply(deployment({})))['spec'].replicas).toBe(2);
      });
    });

    test('a status is not written with the object', async () => {
      const name = fresh();
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }] } };
      const status = { loadBalancer: { ingress: [{ ip: '10.1.2.3' }] } };
      await kube.create({ ...service, status });
      const after = await kube.patch('Service', name, { status });
      expect(after['status']?.loadBalancer ?? {}).toEqual({});
    });

    describe('a kind whose CustomResourceDefinition is not installed', () => {
      const error = { status: 404, reason: 'NoKindMatch' };
      const job = { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: { name: 'nobody' }, spec: {} };

      test('is told from an object that is not there', async () => {
        const { signal } = watches;
        await expect(kube.get('TFJob', 'nobody')).rejects.toMatchObject(error);
        await expect(kube.list('TFJob')).rejects.toMatchObject(error);
        await expect(kube.create(job)).rejects.toMatchObject(error);
        await expect(kube.apply(job)).rejects.toMatchObject(error);
        await expect(kube.watch('TFJob', { resourceVersion: '1', signal }, () => undefined)).rejects.toMatchObject(
          error,
        );
      });

      test('has nothing to be deleted', async () => {
        await kube.delete('TFJob', 'nobody');
      });
    });

    test('an address that is no object is asked for as it is', async () => {
      expect(await kube.raw('/version')).toMatchObject({ major: '1' });
      expect(await kube.raw('/openid/v1/jwks')).toEqual({ keys: expect.any(Array) });
      await expect(kube.raw('/nothing/here')).rejects.toMatchObject({ status: 404, reason: 'NotFound' });
    });
  });
}
