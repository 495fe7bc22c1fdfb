import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access } from '../../lib/runtime/kube/access';
import { KubeClient, type KubeClientOptions } from '../../lib/runtime/kube/client';
import { Informer } from '../../lib/runtime/kube/informer';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';
import type { KubeObject } from '../../lib/runtime/kube/kube';
import { Leadership } from '../../lib/runtime/kube/lease';
import { describeKube } from '../conformance/kube.suite';
import { programs, run } from '../conformance/kube.programs';
import { MemoryCluster } from '../runtime/memory-cluster';
import { MemoryKube } from '../runtime/memory-kube';
import { CutNetwork } from './cut-network';
import { mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';
import { youngKind } from './young-kind';

const NAMESPACE = `myelin-kube-${process.pid}`;

onCluster('the client of an API server', ['cluster'], () => {
  let access: Access;
  let young: ReturnType<typeof youngKind>;
  const clients: KubeClient[] = [];

  function client(options: KubeClientOptions & { readonly as?: Access } = {}): KubeClient {
    const made = new KubeClient(options.as ?? access, { namespace: NAMESPACE, ...options });
    clients.push(made);
    return made;
  }

  beforeAll(async () => {
    createNamespace(NAMESPACE, { injected: false });
    access = await kubeconfigAccess();
    young = youngKind();
  });
  afterAll(() => {
    for (const one of clients) one.close();
    deleteNamespace(NAMESPACE);
    young?.end();
  });

  async function until(what: () => boolean): Promise<void> {
    for (const end = Date.now() + 30_000; !what(); await sleep(10))
      if (Date.now() > end) throw new Error(`not so within 30 s: ${what}`);
  }

  /** Who may do to Leases what the runtime may, and nothing else. */
  function accountOfLeases(): Access {
    const metadata = { name: 'leases', namespace: NAMESPACE };
    const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] }];
    mustKubectl(
      ['create', '-f', '-'],
      [
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
        {
          ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'leases' },
          subjects: [{ kind: 'ServiceAccount', name: 'leases', namespace: NAMESPACE }],
        },
      ],
    );
    const token = mustKubectl(['create', 'token', 'leases', '-n', NAMESPACE]).stdout.trim();
    return {
      ...access,
      async read() {
        const { ca } = (await access.read()).tls;
        return { headers: { authorization: `Bearer ${token}` }, tls: ca === undefined ? {} : { ca } };
      },
    };
  }

  describeKube('stands the suite of the one in memory', async () => ({
    ...{ kube: client(), person: client({ manager: 'a-person' }), patience: 30_000, forgotten: young.kind },
  }));

  test.each(['ConfigMap', 'CronJob', 'Deployment'] as const)(
    'two who write one %s get the answers of the server in memory',
    async (kind) => {
      const writers = { runtime: client(), person: client({ manager: 'a-person' }) };
      let made = 0;
      const asTold = fc.asyncProperty(programs, async (program) => {
        const cluster = new MemoryCluster();
        const inMemory = {
          runtime: new MemoryKube({ cluster }),
          person: new MemoryKube({ cluster, manager: 'a-person' }),
        };
        const name = `program-${(made += 1)}`;
        expect(await run(program, kind, name, inMemory)).toEqual(await run(program, kind, name, writers));
      });
      const { MYELIN_KUBE_PROGRAMS = '30', MYELIN_KUBE_SEED } = process.env;
      const seed = MYELIN_KUBE_SEED === undefined ? {} : { seed: Number(MYELIN_KUBE_SEED) };
      await fc.assert(asTold, { numRuns: Number(MYELIN_KUBE_PROGRAMS), ...seed });
    },
    300_000,
  );

  test('an informer hears of what is made and deleted', async () => {
    const kube = client();
    const labels = { 'myelin.io/axon': 'digits' };
    const informer = new Informer({ kube, kind: 'ConfigMap', labels });
    await informer.synced;
    await kube.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'heard', labels } });
    await until(() => informer.get('heard') !== undefined);
    await kube.delete('ConfigMap', 'heard');
    await until(() => informer.get('heard') === undefined);
    expect(informer.lastFault).toBeUndefined();
    informer.stop();
  });

  test('an informer comes to know what there is, however often the network breaks', async () => {
    const network = new CutNetwork(new URL(access.server));
    const through = { ...access, server: await network.start() };
    const labels = { 'myelin.io/axon': 'cut' };
    const informer = new Informer({
      ...{ kube: client({ as: through }), kind: 'ConfigMap', labels },
      backoff: { longest: 500 },
    });
    await informer.synced;
    const kube = client();
    for (let round = 0; round < 60; round += 1) {
      const name = `cut-${round % 20}`;
      if (round % 3 === 2) await kube.delete('ConfigMap', name);
      else
        await kube.apply({
          ...{ apiVersion: 'v1', kind: 'ConfigMap' },
          metadata: { name, labels },
          data: { round: `${round}` },
        });
      if (round % 4 === 0) network.cut();
      if (round === 30) network.down();
      if (round === 40) network.up();
      await sleep(20);
    }
    const { items } = await kube.list('ConfigMap', { labels });
    const told = (objects: readonly KubeObject[]): readonly string[] =>
      objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();
    await until(() => told(informer.items()).join() === told(items).join());
    await until(() => informer.lastFault === undefined);
    informer.stop();
    network.stop();
  }, 60_000);

  test('an informer of a kind that is not installed says so', async () => {
    const informer = new Informer({ kube: client(), kind: 'TFJob' });
    await informer.synced;
    informer.stop();
    expect([informer.absent, informer.lastFault]).toEqual([true, undefined]);
  });

  test('of two that may create, get and update Leases one leads, and then the other', async () => {
    const as = accountOfLeases();
    const lines: string[] = [];
    const lead = (identity: string): Leadership =>
      new Leadership({
        ...{ kube: client({ as }), identity },
        onLead: () => lines.push(`${identity} leads`),
        onLost: (why) => lines.push(`${identity} lost: ${why}`),
      });
    const first = lead('a');
    await until(() => first.leads);
    const second = lead('b');
    await sleep(6000);
    expect([second.leads, second.holder, second.lastFault]).toEqual([false, 'a', undefined]);
    await first.stop();
    await until(() => second.leads);
    await second.stop();
    expect(lines).toEqual(['a leads', 'b leads']);
  }, 60_000);
});
