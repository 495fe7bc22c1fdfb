import { createOwned, type OwnedPlace } from '../../../lib/runtime/state/create-owned';
import { FakeClock } from '../fake-clock';
import type { OwnerReference } from '../../../lib/runtime/kube/kube';
import { MemoryKube } from '../memory-kube';

let kube: MemoryKube;
let clock: FakeClock;
let end: AbortController;
let owner: OwnerReference;
/** Another axon's ConfigMap. */
let other: OwnerReference;
beforeEach(async () => {
  [kube, clock, end] = [new MemoryKube(), new FakeClock(0), new AbortController()];
  const made = async (name: string): Promise<OwnerReference> => {
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    return { ...kind, name, uid: (await kube.create({ ...kind, metadata: { name } })).metadata.uid! };
  };
  [owner, other] = [await made('digits-axon'), await made('other-axon')];
});

const object = (text: string, of = owner) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'digits-spec-a', ownerReferences: [of] },
  data: { text },
});
const create = (text = 'mine') =>
  createOwned({ kube, owner, clock }, object(text), end.signal, (found) => found['data'].text === text);
const text = async () => (await kube.get('ConfigMap', 'digits-spec-a'))?.['data'].text as unknown;

test('what is not there is made, and what is there already is left', async () => {
  await create();
  await create();
  expect(await text()).toBe('mine');
});

test('what an axon of the same name left, or is not what its name says, is made anew', async () => {
  await kube.create(object('mine', other));
  await create();
  expect((await kube.get('ConfigMap', 'digits-spec-a'))?.metadata.ownerReferences).toEqual([owner]);
  await create('other');
  expect(await text()).toBe('other');
});

test('who makes it again and again is waited for, ever longer, and not once the loop has ended', async () => {
  let made = 0;
  const busy: OwnedPlace['kube'] = {
    get: (kind, name) => kube.get(kind, name),
    delete: (kind, name, options) => kube.delete(kind, name, options),
    // Somebody is always a little sooner.
    create: async (one) => {
      await kube.create(object(`theirs ${(made += 1)}`));
      return kube.create(one);
    },
  };
  const trying = createOwned({ kube: busy, owner, clock }, object('mine'), end.signal, () => false);
  const refused = expect(trying).rejects.toMatchObject({ reason: 'Aborted' });
  await clock.pass(0);
  expect(made).toBe(2);
  await clock.pass(60_000);
  expect(made).toBeGreaterThan(5);
  expect(made).toBeLessThan(25);
  end.abort();
  await refused;
});
