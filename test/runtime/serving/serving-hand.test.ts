import { emptyState } from '../../../lib/engine/state';
import type { Session } from '../../../lib/runtime/hand';
import { ServingHand } from '../../../lib/runtime/serving/serving-hand';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';
import type { VirtualServiceData } from '../../../lib/mesh/virtual-service';
import { clusterAddresses } from '../../../lib/runtime/serving/addresses';
import { toldAddresses } from '../../../lib/runtime/told-addresses';
import {
  deployerName,
  deployerRoutesName,
  gatewayName,
  versionBackendName,
  versionGatewayName,
  versionModelName,
} from '../../../lib/spec/derive/names';
import { shownVirtualService } from '../../mesh/shown';
import { ServedAxon } from './served-axon';

const ROUTES = deployerRoutesName('by-hand', 'api');
/** The Service by which callers know the deployer. */
const FRONT = deployerName('by-hand', 'api');
const gateway = (digits: string) => versionGatewayName('by-hand', `api-${digits}`);
const modelOf = (digits: string) => versionModelName('by-hand', `api-${digits}`, 'letters');
const backend = (digits: string, name: string) => versionBackendName('by-hand', `api-${digits}`, 'letters', name);

let it: ServedAxon;
afterEach(() => it.close());

function shown(name = ROUTES): readonly string[] {
  const route = it.cluster.get('VirtualService', name);
  return route === undefined ? [] : shownVirtualService(route['spec'] as VirtualServiceData);
}

const weights = () => shown().filter((line) => line.startsWith('rule-1'));

describe('a version that comes up', () => {
  test('is made whole before it is Ready, and gets traffic once it serves', async () => {
    it = await ServedAxon.of('istio');
    expect(shown()).toEqual(['no-version -> 503 no version yet']);
    await it.version('0000000a', 'Starting');
    expect(it.names('0000000a')).toEqual(
      [
        ...[gateway('0000000a'), backend('0000000a', 'a'), backend('0000000a', 'b')].map(
          (name) => `Deployment ${name}`,
        ),
        ...[gateway('0000000a'), modelOf('0000000a'), backend('0000000a', 'a'), backend('0000000a', 'b')].map(
          (name) => `Service ${name}`,
        ),
        ...[gateway('0000000a'), backend('0000000a', 'a'), backend('0000000a', 'b')].map(
          (name) => `DestinationRule ${name}`,
        ),
        `VirtualService ${modelOf('0000000a')}`,
      ].sort((one, other) => order(one) - order(other) || (one < other ? -1 : 1)),
    );
    expect(it.told).toEqual([]);
    await it.answers('0000000a', '-a-');
    await it.answers('0000000a', 'api-0000000a');
    expect(it.told).toEqual([
      {
        kind: 'versionReported',
        deployer: 'api',
        version: 'api-0000000a',
        phase: 'Ready',
        message: 'every model has a backend that answers',
      },
    ]);
    expect(shown()).toEqual(['no-version -> 503 no version yet']);
    await it.version('0000000a', 'Serving');
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000a')}:80 100`]);
  });

  test('takes its share when it serves, and not before', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    await it.version('0000000b', 'Starting');
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000a')}:80 100`]);
    await it.answers('0000000b', '');
    await it.version('0000000b', 'Serving');
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000b')}:80 10, ${gateway('0000000a')}:80 90`]);
  });

  test('with a backend that does not answer gives its weight to the other one', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    expect(shown(modelOf('0000000a'))).toEqual([
      `rule-0 -> ${backend('0000000a', 'a')}:5000 70, ${backend('0000000a', 'b')}:5000 30`,
    ]);
    await it.status(backend('0000000a', 'b'), { observedGeneration: 1, availableReplicas: 0 });
    expect(shown(modelOf('0000000a'))).toEqual([`rule-0 -> ${backend('0000000a', 'a')}:5000 100`]);
  });

  test('that never comes up is Failed, with why', async () => {
    it = await ServedAxon.of('istio');
    await it.version('0000000a', 'Starting');
    for (const name of ['a', 'b']) {
      await it.status(backend('0000000a', name), {
        observedGeneration: 1,
        conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
      });
    }
    expect(it.told).toMatchObject([
      {
        phase: 'Failed',
        message: 'letters: a did not come up within 900 s; b did not come up within 900 s',
      },
    ]);
  });

  test('takes an allow-list of labels along, so that no tool takes its objects for its own, and all of what pods have', async () => {
    it = await ServedAxon.of('istio');
    await it.rest((text) => text.replace('name: by-hand\n', 'name: by-hand\n  labels: { team: nlp }\n'));
    const claims = { 'app.kubernetes.io/instance': 'prod', 'example.com/owned-by': 'a-tool' };
    const labels = { ...claims, 'kueue.x-k8s.io/queue-name': 'gpu' };
    const ofPods = { 'sidecar.istio.io/inject': 'true' };
    for (const kind of ['Deployment', 'Service', 'DestinationRule'] as const) {
      for (const { metadata } of it.list(kind)) await it.person.patch(kind, metadata.name, { metadata: { labels } });
    }
    await it.person.patch('Deployment', 'by-hand-serve', { spec: { template: { metadata: { labels: ofPods } } } });
    await it.version('0000000a', 'Starting');
    const copies = (['Deployment', 'Service', 'DestinationRule'] as const).map((kind) =>
      it.cluster.get(kind, backend('0000000a', 'a'))!,
    );
    const own = {
      'app.kubernetes.io/name': 'by-hand',
      'app.kubernetes.io/component': 'deploy',
      'app.kubernetes.io/part-of': 'myelin',
      'app.kubernetes.io/managed-by': 'myelin',
      'myelin.io/axon': 'by-hand',
      'myelin.io/task': 'Serve',
      'myelin.io/version': 'api-0000000a',
      'myelin.io/model': 'letters',
      'myelin.io/backend': 'a',
      'myelin.io/spec-hash': it.axon.hash,
      'kueue.x-k8s.io/queue-name': 'gpu',
      team: 'nlp',
    };
    expect(copies.map(({ metadata }) => metadata.labels)).toEqual([own, own, own]);
    expect(copies[0]!['spec'].template.metadata.labels).toMatchObject({ ...ofPods, 'myelin.io/backend': 'a' });
  });

  test('of shapes that are not of the spec in force waits, and says so', async () => {
    it = await ServedAxon.of('istio');
    await it.person.patch('Deployment', 'by-hand-serve', { metadata: { labels: { 'myelin.io/spec-hash': 'other' } } });
    await it.version('0000000a', 'Starting');
    expect(it.names('0000000a')).toEqual([`VirtualService ${modelOf('0000000a')}`]);
    expect(it.hand.conditions()).toMatchObject([
      {
        kind: 'version',
        name: 'api-0000000a',
        reason: 'ShapeOutdated',
        message: expect.stringContaining('one synth'),
      },
    ]);
  });
});

describe('an edit', () => {
  test('of weights applies to the versions that are there', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    await it.serve('0000000b');
    await it.rest((text) => text.replace('weight: 10\n', 'weight: 50\n').replace('weight: 90\n', 'weight: 50\n'));
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000b')}:80 50, ${gateway('0000000a')}:80 50`]);
  });

  test('of replicas scales what is there, and makes no new version', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const before = it.cluster.get('Deployment', gateway('0000000a'))!['spec'];
    await it.rest((text) =>
      text.replace('            name: api\n', '            name: api\n            replicas: 3\n'),
    );
    const after = it.cluster.get('Deployment', gateway('0000000a'))!['spec'];
    expect(after).toEqual({ ...before, replicas: 3 });
    expect(it.list('Deployment').filter(({ spec }) => spec.replicas === 3)).toHaveLength(3);
  });

  test('of the rules between backends reaches the gateways that are there', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const spec = () =>
      it.cluster
        .get('Deployment', gateway('0000000a'))!
        ['spec'].template.spec.volumes.find(({ name }: { name: string }) => name === 'spec').configMap.name as string;
    const before = spec();
    await it.rest((text) => text.replace('weight: 70\n', 'weight: 50\n'));
    expect(spec()).not.toBe(before);
    expect(spec()).toBe(`by-hand-spec-${it.state.hash}`);
    expect(shown(modelOf('0000000a'))).toEqual([
      `rule-0 -> ${backend('0000000a', 'a')}:5000 50, ${backend('0000000a', 'b')}:5000 30`,
    ]);
  });

  test('by a person is left as it is, and said', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const mine = it.cluster.get('VirtualService', ROUTES)!;
    await it.person.update({ ...mine, spec: { http: [{ name: 'mine', route: [] }] } });
    await it.moved();
    expect(shown()).toEqual(['mine -> nobody']);
    expect(it.hand.conditions()).toMatchObject([
      {
        kind: 'axon',
        name: 'by-hand',
        reason: 'EditedBySomebodyElse',
        message: expect.stringContaining('kubectl-edit'),
      },
    ]);
    await it.kube.delete('VirtualService', ROUTES);
    await it.moved();
    await it.clock.pass(3000);
    await it.moved();
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000a')}:80 100`]);
    expect(it.hand.conditions()).toEqual([]);
  });
});

describe('a version that is retired', () => {
  test('loses its traffic, then its gateway, then its servers, then its names', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    await it.serve('0000000b');
    await it.version('0000000a', 'Retired');
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000b')}:80 100`]);
    expect(it.names('0000000a')).toHaveLength(11);
    await it.clock.pass(4000);
    expect(it.names('0000000a')).toHaveLength(11);
    const pod = await it.person.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'gateway-pod', labels: it.cluster.get('Deployment', gateway('0000000a'))!.metadata.labels! },
    });
    it.cluster.setStatus('Pod', pod.metadata.name, { phase: 'Running' });
    await it.clock.pass(1100);
    await it.moved();
    expect(it.cluster.get('Deployment', gateway('0000000a'))).toBeUndefined();
    expect(it.cluster.get('Deployment', backend('0000000a', 'a'))).toBeDefined();
    await it.person.delete('Pod', pod.metadata.name);
    for (const _ of [1, 2, 3, 4]) await it.moved();
    expect(it.names('0000000a')).toEqual([]);
    expect(it.names('0000000b')).toHaveLength(11);
  });

  test('stays for a runtime that cannot see which route leads to it, since the gateway at rest is missing', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    it.state.deployers.get('api')!.versions[0]!.phase = 'Retired';
    await it.person.delete('Deployment', gatewayName('by-hand', 'api'));
    await it.restart();
    await it.clock.pass(20_000);
    await it.moved();
    expect(it.names('0000000a')).toHaveLength(11);
    expect(it.hand.conditions().find(({ name }) => name === 'api-0000000a')).toMatchObject({
      kind: 'version',
      reason: 'ShapeMissing',
      message: expect.stringMatching(/^it should serve no more, and stays: without the gateway of api at rest/),
    });
    await it.rest();
    expect(it.hand.conditions()).toEqual([]);
    for (const _ of [1, 2, 3, 4]) {
      await it.clock.pass(6000);
      await it.moved();
    }
    expect(it.names('0000000a')).toEqual([]);
  });

  test('goes on while nobody could take its traffic', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    const before = shown();
    await it.answers('0000000a', '', 0);
    expect(shown()).toEqual(before);
  });
});

describe('a rollback', () => {
  test('gives the traffic to the version that is gone back to, whatever index it had, and takes leave of the other', async () => {
    it = await ServedAxon.of('istio');
    for (const digits of ['0000000a', '0000000b', '0000000c']) await it.serve(digits);
    it.state.deployers.get('api')!.base = 'api-0000000b';
    await it.version('0000000c', 'RolledBack');
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000b')}:80 100`]);
    await it.clock.pass(5100);
    for (const _ of [1, 2, 3, 4]) await it.moved();
    expect(it.names('0000000c')).toEqual([]);
    expect(it.names('0000000a')).toHaveLength(11);
  });

  test('to a version that is gone makes it again of the image that it began with, and tells when it is ready', async () => {
    it = await ServedAxon.of('istio');
    const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
    const servers = () => {
      const live = it.cluster.get('Deployment', backend('0000000a', 'a'));
      return live?.['spec'].template.spec.containers[0].image as string | undefined;
    };
    await it.version('0000000a', 'Starting', digest('a'));
    await it.answers('0000000a', '');
    await it.version('0000000a', 'Serving');
    await it.serve('0000000b');
    await it.version('0000000a', 'Retired');
    await it.clock.pass(5100);
    for (const _ of [1, 2, 3, 4]) await it.moved();
    expect(it.names('0000000a')).toEqual([]);
    it.told.length = 0;
    await it.version('0000000a', 'Starting');
    expect(servers()).toMatch(new RegExp(`@${digest('a')}$`));
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000b')}:80 100`]);
    await it.answers('0000000a', '');
    expect(it.told).toMatchObject([{ version: 'api-0000000a', phase: 'Ready' }]);
  });

  test('to a version that begins to leave lets it leave as gently the next time', async () => {
    it = await ServedAxon.of('istio');
    await it.serve('0000000a');
    await it.serve('0000000b');
    await it.version('0000000a', 'Retired');
    await it.clock.pass(2000);
    await it.version('0000000a', 'Serving');
    await it.clock.pass(60_000);
    await it.version('0000000a', 'Retired');
    await it.clock.pass(2000);
    expect(it.names('0000000a')).toHaveLength(11);
  });
});

describe('without a mesh', () => {
  const selected = () => it.cluster.get('Service', FRONT)!['spec'].selector?.['myelin.io/version'];

  test('one version answers everything, and a rollout that asks for more is said', async () => {
    it = await ServedAxon.of('none');
    expect(selected()).toBe('at-rest');
    await it.serve('0000000a');
    expect(selected()).toBe('api-0000000a');
    await it.serve('0000000b');
    expect(selected()).toBe('api-0000000a');
    expect(it.hand.conditions()).toMatchObject([{ kind: 'version', name: 'api-0000000b', reason: 'NoMesh' }]);
    await it.version('0000000a', 'Retired');
    expect(selected()).toBe('api-0000000b');
    await it.clock.pass(5100);
    for (const _ of [1, 2, 3, 4]) await it.moved();
    expect(it.names('0000000a')).toEqual([]);
  });

  test('it answers where tasks are told to ask, and where the command line says', async () => {
    it = await ServedAxon.of('none');
    await it.serve('0000000a');
    const { axon } = it;
    expect(toldAddresses(axon)).toMatchObject({ MYELIN_ENDPOINT_api: `http://${FRONT}/` });
    expect(clusterAddresses({ axon, state: it.state }, 'shop')).toEqual({ api: `http://${FRONT}.shop.svc/` });
    const { selector, ports } = it.cluster.get('Service', FRONT)!['spec'];
    expect(selector).toEqual(it.cluster.get('Service', gateway('0000000a'))!['spec'].selector);
    expect(ports).toMatchObject([{ port: 80, targetPort: 'http' }]);
    expect(it.list('Service').filter(({ metadata }) => metadata.name.endsWith('-versions'))).toEqual([]);
  });

  test('what is applied again leaves the traffic where it is, and a Service that is missing is said', async () => {
    it = await ServedAxon.of('none');
    await it.serve('0000000a');
    expect(await it.remesh('none')).toEqual([]);
    expect(selected()).toBe('api-0000000a');
    await it.person.delete('Service', FRONT);
    await it.moved();
    expect(it.cluster.get('Service', FRONT)).toBeUndefined();
    expect(it.hand.conditions().map(({ reason }) => reason)).toEqual(['NoMesh', 'ShapeMissing']);
    await it.remesh('none');
    expect(selected()).toBe('api-0000000a');
    expect(it.hand.conditions().map(({ reason }) => reason)).toEqual(['NoMesh']);
  });

  test('once there is a mesh the Service is given back', async () => {
    it = await ServedAxon.of('none');
    await it.serve('0000000a');
    expect(await it.remesh('istio')).toEqual([`${FRONT}: Conflict`]);
    expect(selected()).toBe('at-rest');
    expect(await it.remesh('istio')).toEqual([]);
    expect(weights()).toEqual([`rule-1 -> ${gateway('0000000a')}:80 100`]);
    expect(it.hand.conditions()).toEqual([]);
  });
});

test('with Gateway API the route is whole, and routes of a version are HTTPRoutes', async () => {
  it = await ServedAxon.of('gateway-api');
  await it.serve('0000000a');
  await it.serve('0000000b');
  const { spec } = it.cluster.get('HTTPRoute', ROUTES)!;
  expect(spec.hostnames).toEqual(['api.by-hand.example.com']);
  expect(spec.parentRefs.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
    'Service by-hand-api-api',
    'Gateway by-hand-ingress',
  ]);
  expect(spec.rules.at(-1).backendRefs).toMatchObject([
    { name: gateway('0000000b'), weight: 10 },
    { name: gateway('0000000a'), weight: 90 },
  ]);
  expect(it.names('0000000a').filter((name) => name.startsWith('HTTPRoute'))).toEqual([
    `HTTPRoute ${modelOf('0000000a')}`,
  ]);
});

function order(name: string): number {
  return ['Deployment', 'Service', 'DestinationRule', 'VirtualService'].indexOf(name.split(' ')[0]!);
}

test('a hand that is stopped does not wait for what its rights never let it see', async () => {
  const unseen = { synced: new Promise<void>(() => undefined) };
  const axon = { deployers: new Map([['api', {}]]) };
  const session = { axon, state: { ...emptyState(), hash: 'h' } } as unknown as Session;
  const parts = { informers: { of: () => unseen }, kube: new MemoryKube({ cluster: new MemoryCluster() }) };
  const hand = new ServingHand(session, parts as unknown as ConstructorParameters<typeof ServingHand>[1]);
  hand.reconcile();
  await expect(hand.stop()).resolves.toBeUndefined();
});
