import { deployerRoutesName, versionGatewayName, versionModelName } from '../../../lib/spec/derive/names';
import { ServedAxon } from './served-axon';

const ROUTES = deployerRoutesName('by-hand', 'api');
const gateway = (digits: string) => versionGatewayName('by-hand', `api-${digits}`);
const modelOf = (digits: string) => versionModelName('by-hand', `api-${digits}`, 'letters');

let it: ServedAxon;
afterEach(() => it.close());

describe('what a person does to an object of a version', () => {
  const KINDS_OF_IT = [
    ['Service', () => modelOf('0000000a')],
    ['Service', () => gateway('0000000a')],
    ['DestinationRule', () => gateway('0000000a')],
    ['VirtualService', () => modelOf('0000000a')],
    ['VirtualService', () => ROUTES],
  ] as const;

  test.each(KINDS_OF_IT)('%s, taken away, is made again', async (kind, name) => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const { spec } = it.cluster.get(kind, name())!;
    await it.person.delete(kind, name());
    await it.clock.pass(11_000);
    expect(it.cluster.get(kind, name())!['spec']).toEqual(spec);
    expect([it.hand.conditions(), it.warned]).toEqual([[], []]);
  });

  test.each([
    ['Service', modelOf, { selector: { 'myelin.io/model': 'other' } }, '.spec.selector.myelin.io/model'],
    ['DestinationRule', gateway, { trafficPolicy: { tls: { mode: 'DISABLE' } } }, '.spec.trafficPolicy.tls.mode'],
    ['Deployment', gateway, { revisionHistoryLimit: 7, replicas: 9 }, '.spec.replicas'],
  ] as const)(
    '%s, edited, stays so and is told once, until the edit is taken back',
    async (kind, nameOf, spec, field) => {
      it = await ServedAxon.of('istio');
      await it.serve('0000000a');
      const name = nameOf('0000000a');
      const before = it.cluster.get(kind, name)!['spec'];
      await it.person.patch(kind, name, { spec });
      const edited = it.cluster.get(kind, name)!['spec'];
      for (const _ of [1, 2, 3]) {
        await it.moved();
        await it.clock.pass(70_000);
      }
      expect(it.cluster.get(kind, name)!['spec']).toEqual(edited);
      expect(it.hand.conditions()).toMatchObject([
        {
          kind: 'version',
          name: 'api-0000000a',
          reason: 'EditedBySomebodyElse',
          message: expect.stringContaining(`${kind} ${name} was edited by somebody else and is left as it is`),
        },
      ]);
      expect(it.hand.conditions()[0]!.message).toContain('kubectl-edit');
      expect(it.hand.conditions()[0]!.message).toContain(field);
      expect(it.warned).toEqual([`EditedBySomebodyElse ${kind} ${name}`]);
      await it.person.patch(kind, name, { spec: before });
      await it.moved();
      expect(it.hand.conditions()).toEqual([]);
    },
  );

  test('a field that is taken out is put back, and one that is added stays', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const name = modelOf('0000000a');
    const { selector } = it.cluster.get('Service', name)!['spec'];
    const mine = { 'mine.example.com/team': 'letters' };
    const labels = { 'myelin.io/version': null, ...mine };
    await it.person.patch('Service', name, { metadata: { labels }, spec: { selector: { 'myelin.io/version': null } } });
    await it.moved();
    const after = it.cluster.get('Service', name)!;
    expect(after['spec'].selector).toEqual(selector);
    expect(after.metadata.labels).toMatchObject({ 'myelin.io/version': 'api-0000000a', ...mine });
    expect(it.hand.conditions()).toEqual([]);
  });

  test('a label that is added to what a Service selects leaves it without pods, so it is told', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const name = gateway('0000000a');
    await it.person.patch('Service', name, { spec: { selector: { team: 'letters' } } });
    for (const _ of [1, 2, 3]) await it.moved();
    expect(it.hand.conditions()).toMatchObject([
      {
        kind: 'version',
        name: 'api-0000000a',
        reason: 'EditedBySomebodyElse',
        message: `Service ${name} was edited by somebody else and selects pods by team too: take the edit back, or delete the object and it is made anew`,
      },
    ]);
    expect(it.warned).toEqual([`EditedBySomebodyElse Service ${name}`]);
    await it.person.patch('Service', name, { spec: { selector: { team: null } } });
    await it.moved();
    expect(it.hand.conditions()).toEqual([]);
  });

  test('what the API server makes of a write is not written against for ever', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const name = modelOf('0000000a');
    const { ports } = it.cluster.get('Service', name)!['spec'];
    await it.person.patch('Service', name, { spec: { ports: [...ports, { port: 9999, protocol: 'TCP' }] } });
    await it.moved();
    const count = () => it.kube.requests.get('apply Service') ?? 0;
    const before = count();
    for (const _ of [1, 2, 3]) await it.moved();
    expect(count()).toBe(before);
    expect(it.cluster.get('Service', name)!['spec'].ports).toHaveLength(2);
    expect(it.hand.conditions()).toEqual([]);
  });

  test('is undone where the object is deleted, also once the axon has moved on', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    await it.rest((text) => text.replace('weight: 70\n', 'weight: 50\n'));
    const name = modelOf('0000000a');
    await it.person.patch('Service', name, { spec: { selector: { 'myelin.io/model': 'other' } } });
    await it.moved();
    expect(it.hand.conditions()).toHaveLength(1);
    await it.person.delete('Service', name);
    await it.moved();
    await it.clock.pass(11_000);
    expect(it.cluster.get('Service', name)!['spec'].selector['myelin.io/model']).toBe('letters');
    expect(it.hand.conditions()).toEqual([]);
  });
});
