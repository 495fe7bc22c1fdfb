import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { myelin, scratch } from './command-line';
import { RUNTIME_PODS, StandInKubectl } from './stand-in-kubectl';

const IMAGE = `r.example.com/myelin-runtime@sha256:${'0'.repeat(64)}`;
const APPLY = 'apply --server-side --field-manager=myelin-install -f -';
const DEPLOYMENT = 'get deployment myelin-runtime -o json';

const ready = JSON.stringify({
  metadata: { generation: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
});

/** A cluster that takes what it is given. */
function cluster(dir: string): StandInKubectl {
  return new StandInKubectl(dir)
    .answer('get namespace ml -o name', 'namespace/ml')
    .answer(APPLY, 'deployment.apps/myelin-runtime serverside-applied')
    .answer(DEPLOYMENT, ready);
}

function lockIn(dir: string): string {
  const path = join(dir, 'axon.lock.json');
  writeFileSync(path, JSON.stringify({ version: 1, images: { 'myelin-runtime': { image: IMAGE, source: 'x' } } }));
  return path;
}

describe('install', () => {
  it('prints the objects of a namespace, and asks no cluster', async () => {
    const dir = scratch();
    const kubectl = cluster(dir);
    const { code, out } = await myelin('install', '--print', '-n', 'ml', '--lock', lockIn(dir), '--mesh', 'none');
    expect(code).toBe(0);
    const objects = parseAllDocuments(out).map(
      (one) => one.toJS() as { kind: string; metadata: { namespace: string } },
    );
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}`)).toEqual([
      'Service ml',
      'ServiceAccount ml',
      'Role ml',
      'RoleBinding ml',
      'NetworkPolicy ml',
      'Deployment ml',
    ]);
    expect(out).toContain(`image: ${IMAGE}`);
    expect(kubectl.calls).toEqual([]);
  });

  it('takes an address with a password from a Secret, and from nowhere else', async () => {
    const dir = scratch();
    cluster(dir);
    const print = (...words: readonly string[]) =>
      myelin('install', '--print', '-n', 'ml', '--lock', lockIn(dir), '--mesh', 'none', ...words);
    const { out } = await print('--prometheus', 'secret:metrics/url', '--webhook', 'secret:chat/hook.url');
    const said = /name: MYELIN_(\w+)\n +valueFrom:\n +secretKeyRef:\n +key: (\S+)\n +name: (\S+)/g;
    expect([...out.matchAll(said)].map(([, ...words]) => words)).toEqual([
      ['PROMETHEUS', 'url', 'metrics'],
      ['WEBHOOK', 'hook.url', 'chat'],
    ]);
    const refused = await print('--prometheus', 'https://ada:s3cret@metrics.example.com/api');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('put the address of metrics.example.com into a Secret and name that');
    expect(refused.err).not.toContain('s3cret');
  });

  it('applies them, says what it applied, and takes away what an earlier installation had', async () => {
    const dir = scratch();
    const kubectl = cluster(dir)
      .answer(
        'delete peerauthentications.security.istio.io myelin-runtime --ignore-not-found',
        'peerauthentication "x" deleted',
      )
      .answer('delete authorizationpolicies.security.istio.io myelin-runtime --ignore-not-found', '')
      .answer('delete podmonitors.monitoring.coreos.com myelin-runtime --ignore-not-found', {
        refuses: `error: the server doesn't have a resource type "podmonitors"`,
      });
    expect(await myelin('install', '-n', 'ml', '--lock', lockIn(dir), '--mesh', 'none')).toEqual({
      code: 0,
      out: 'deployment.apps/myelin-runtime applied\n\npeerauthentication "x" deleted\n',
      err: `ml: the runtime is ready (${IMAGE}); it acts for every axon that is applied there\n`,
    });
    expect(kubectl.calls.every((call) => call.startsWith('--namespace='))).toBe(true);
  });

  it('tells what it waits for, and that when its time is over', async () => {
    const dir = scratch();
    const pods = {
      items: [
        {
          metadata: { name: 'runtime-1' },
          status: {
            containerStatuses: [
              {
                name: 'runtime',
                ready: false,
                restartCount: 0,
                state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } },
              },
            ],
          },
        },
      ],
    };
    cluster(dir)
      .answer(DEPLOYMENT, JSON.stringify({ metadata: { generation: 1 }, status: { observedGeneration: 1 } }))
      .answer(RUNTIME_PODS, JSON.stringify(pods));
    const { code, err } = await myelin('install', '-n', 'ml', '--image', IMAGE, '--timeout', '0');
    expect(code).toBe(1);
    const hint = 'see that the image exists and that imagePullSecrets let the namespace have it';
    const why = `pod runtime-1: ImagePullBackOff: container runtime: not found; ${hint}`;
    expect(err.split('\n').slice(-3)).toEqual([
      `waiting: ${why}`,
      `myelin: the runtime is not ready after 0 s: ${why}`,
      '',
    ]);
  });

  it.each([
    [{ refuses: 'error: no matches for kind "AuthorizationPolicy"' }, '; where there is no Istio, say --mesh none'],
    [{ refuses: 'Apply failed with 1 conflict: conflict with "kubectl"' }, '; --force takes these fields over'],
  ])('gives the words of a cluster that refuses, and what would help', async (answer, hint) => {
    const dir = scratch();
    cluster(dir).answer(APPLY, answer);
    const { code, err } = await myelin('install', '-n', 'ml', '--image', IMAGE);
    expect(code).toBe(1);
    expect(err).toBe(`myelin: the cluster refused the runtime: ${answer.refuses}${hint}\n`);
  });

  it('says that there is no such namespace, and no image', async () => {
    const dir = scratch();
    cluster(dir).answer('get namespace ml -o name', {
      refuses: 'Error from server (NotFound): namespaces "ml" not found',
    });
    const absent = await myelin('install', '-n', 'ml', '--image', IMAGE);
    expect(absent).toMatchObject({
      code: 1,
      err: 'myelin: there is no namespace ml; make it first: kubectl create namespace ml\n',
    });
    const path = join(dir, 'none.json');
    expect(await myelin('install', '-n', 'ml', '--lock', path)).toMatchObject({
      code: 2,
      err: `myelin: which image? there is no ${path}; myelin build AXON makes one and notes it in the lock, which --lock names; or give --image\n`,
    });
  });

  it('knows the ports of an API server that has others than most', async () => {
    const dir = scratch();
    cluster(dir).answer(
      'get endpointslices -l kubernetes.io/service-name=kubernetes -o json',
      JSON.stringify({ items: [{ ports: [{ port: 16443 }] }] }),
    );
    await myelin('install', '-n', 'ml', '--image', IMAGE);
    const { items } = JSON.parse(readFileSync(join(dir, 'input'), 'utf8')) as {
      items: { kind: string; spec: never }[];
    };
    const { egress } = items.find(({ kind }) => kind === 'NetworkPolicy')!.spec as { egress: { ports: unknown }[] };
    expect(egress.map(({ ports }) => ports)).toContainEqual(
      [443, 6443, 16443].map((port) => ({ protocol: 'TCP', port })),
    );
  });
});

describe('uninstall', () => {
  it('takes the runtime away, by name, and nothing else', async () => {
    const kubectl = new StandInKubectl(scratch());
    kubectl.shell('delete *', 'true').answer('get namespace ml -o name', 'namespace/ml');
    expect(await myelin('uninstall', '-n', 'ml', '--yes')).toEqual({
      code: 0,
      out: '',
      err: 'ml: the runtime is gone; what serves goes on, journals and stores stay\n',
    });
    const deletes = kubectl.calls.filter((call) => call.includes(' delete '));
    expect(deletes.every((call) => / myelin-runtime(-ml)? --ignore-not-found/.test(call))).toBe(true);
  });

  it('asks before it takes anything away, and takes nothing where nobody can be asked', async () => {
    const kubectl = new StandInKubectl(scratch());
    kubectl.shell('delete *', 'true').answer('get namespace ml -o name', 'namespace/ml');
    expect(await myelin('uninstall', '-n', 'ml')).toEqual({
      code: 2,
      out: '',
      err: 'myelin: nobody can be asked here; say --yes to delete\n',
    });
    expect(kubectl.calls.filter((call) => call.includes(' delete '))).toEqual([]);
  });

  it('does not say of a namespace that there is not that its runtime is gone', async () => {
    const kubectl = new StandInKubectl(scratch());
    kubectl.answer('get namespace mll -o name', {
      refuses: 'Error from server (NotFound): namespaces "mll" not found',
    });
    expect(await myelin('uninstall', '-n', 'mll')).toEqual({
      code: 1,
      out: '',
      err: 'myelin: there is no namespace mll; there is nothing to take away\n',
    });
  });

  it('deletes the axons of the namespace where that is asked for twice', async () => {
    const kubectl = new StandInKubectl(scratch());
    kubectl
      .shell('delete *', 'true')
      .answer('api-resources --namespaced --verbs=delete,list -o name', 'configmaps\npods\ncronjobs.batch');
    expect(await myelin('uninstall', '-n', 'ml', '--data')).toMatchObject({ code: 2 });
    expect(kubectl.calls.filter((call) => call.includes(' delete '))).toEqual([]);
    expect(await myelin('uninstall', '-n', 'ml', '--data', '--yes')).toMatchObject({ code: 0 });
    expect(kubectl.calls.at(-1)).toContain(
      'delete configmaps,cronjobs.batch --selector=app.kubernetes.io/part-of=myelin --ignore-not-found',
    );
  });
});

describe('the namespace of the environment', () => {
  afterEach(() => {
    delete process.env['MYELIN_NAMESPACE'];
  });

  const said = 'Error from server (NotFound): namespaces "shop" not found';
  it.each([
    [['install', '--image', IMAGE], 'get namespace shop -o name'],
    [['uninstall', '--data', '--yes'], 'get namespace shop -o name'],
    [['backup', 'digits'], 'get configmaps --selector=myelin.io/axon=digits -o json'],
    [['list'], RUNTIME_PODS],
    [['delete', 'digits', '--yes'], 'api-resources --verbs=delete,list --namespaced -o wide'],
  ])('is asked by %p', async (words, asked) => {
    process.env['MYELIN_NAMESPACE'] = 'shop';
    const kubectl = new StandInKubectl(scratch()).answer(asked, { refuses: said });
    expect(await myelin(...words)).toMatchObject({ code: 1 });
    const asks = kubectl.calls.filter((call) => !call.includes('endpointslices'));
    expect(asks.filter((call) => !call.startsWith('--namespace=shop '))).toEqual([]);
    expect(asks.length).toBeGreaterThan(0);
  });

  it('is none where it is empty', async () => {
    process.env['MYELIN_NAMESPACE'] = '';
    const kubectl = new StandInKubectl(scratch())
      .answer('config view --minify -o jsonpath={..namespace}', 'ml')
      .answer('get namespace ml -o name', { refuses: 'Error from server (NotFound): namespaces "ml" not found' });
    expect(await myelin('uninstall', '--yes')).toMatchObject({
      err: expect.stringContaining('no namespace ml') as string,
    });
    expect(kubectl.calls[0]).toBe('--request-timeout=15s config view --minify -o jsonpath={..namespace}');
  });
});
