import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { notLeading } from '../../lib/control/not-leading';
import { startServer } from '../../lib/control/server';
import { myelin } from './command-line';
import { LivedServer } from './lived-server';
import type { LoopedHands } from './looped-hands';
import { RUNTIME_PODS, StandInKubectl, runningPod } from './stand-in-kubectl';

let dir: string;
let hands: LoopedHands;
let server: LivedServer;
let kubectl: StandInKubectl;

beforeEach(async () => {
  server = await LivedServer.start();
  ({ dir, hands } = server);
  kubectl = new StandInKubectl(dir).runtime('runtime-1', server.port);
});

describe('an axon in a cluster', () => {
  it.each([
    'list',
    'list -o wide',
    'get digits',
    'get digits -o wide',
    'get digits -o json',
    'get digits --why',
    'get digits --why -o yaml',
    'endpoint digits',
  ])('is told by %s as it is told on one machine', async (line) => {
    const words = line.split(' ');
    server.hold();
    const local = await myelin(...words, '--state-dir', dir);
    server.release();
    expect(local).toMatchObject({ code: 0, err: '' });
    expect(local.out).not.toBe('');
    expect(await myelin(...words, '-n', 'ml')).toEqual(local);
  });
  it('is asked by the context, kubeconfig and namespace that are named, and by no other words', async () => {
    await myelin('get', 'digits', '--context', 'lab', '-c', 'config.yaml', '-n', 'ml');
    const cluster = '--context=lab --kubeconfig=config.yaml --namespace=ml';
    expect(kubectl.calls).toEqual([
      `${cluster} --request-timeout=15s ${RUNTIME_PODS}`,
      `${cluster} port-forward --address=127.0.0.1 pod/runtime-1 :8081`,
    ]);
  });
  it('shows what is in the way, in get and in list', async () => {
    const since = Date.now() - 41_000;
    const pull = {
      kind: 'attempt',
      name: 'train-1',
      reason: 'ImagePullBackOff',
      message: 'no such image',
      since,
    } as const;
    hands.conditions = [{ ...pull, name: 'train-2', reason: 'Unschedulable', since: since + 1 }, pull];
    const { out } = await myelin('get', 'digits', '-n', 'ml');
    expect(out).toMatch(/^ {2}attempt train-1 ImagePullBackOff 4\ds: no such image$/m);
    expect((await myelin('list', '-n', 'ml')).out).toContain('  ImagePullBackOff (and 1 more)\n');
  });
  it('is paused and resumed', async () => {
    expect(await myelin('pause', 'digits', '-n', 'ml')).toEqual({ code: 0, out: '', err: 'paused digits\n' });
    expect(await myelin('resume', 'digits', 'again', '-n', 'ml')).toMatchObject({
      err: 'digits again was not paused, so nothing has changed\n',
    });
    expect(hands.commands).toEqual([{ kind: 'pause' }, { kind: 'resume', sensor: 'again' }]);
  });
  it('is rolled back by whom the cluster knows', async () => {
    kubectl.answer('auth whoami -o jsonpath={.status.userInfo.username}', 'ada@example.com');
    hands.commandAnswer = { ok: true, news: 'version 1 of api answers in place of version 2' };
    expect(await myelin('rollback', 'digits', '-n', 'ml')).toEqual({
      code: 0,
      out: '',
      err: 'digits: version 1 of api answers in place of version 2\n',
    });
    expect(hands.commands).toEqual([{ kind: 'rollback', deployer: 'api', by: 'ada@example.com' }]);
  });
  it('hears an event on the port of callers', async () => {
    kubectl.forward('runtime-1', 8080, server.port);
    expect(await myelin('trigger', 'digits', 'again', '--id', 'e1', '-n', 'ml')).toEqual({
      code: 0,
      out: 'e1\n',
      err: '',
    });
    expect(hands.calls).toMatchObject([{ sensor: 'again', trigger: 'asked', id: 'e1' }]);
  });
  it('that there is not is told with those that there are', async () => {
    expect(await myelin('get', 'digist', '-n', 'ml')).toEqual({
      code: 1,
      out: '',
      err: 'myelin: there is no axon digist in namespace ml, did you mean digits; there are digits\n',
    });
  });
});

describe('where', () => {
  it('MYELIN_NAMESPACE means the cluster, and --state-dir beats it', async () => {
    process.env['MYELIN_NAMESPACE'] = 'ml';
    try {
      expect((await myelin('list')).out).toMatch(/digits +Idle +yes/);
      expect((await myelin('list', '--state-dir', dir)).out).toMatch(/digits +Idle +no/);
    } finally {
      delete process.env['MYELIN_NAMESPACE'];
    }
  });
  it('a folder and a cluster at once are refused', async () => {
    const { code, err } = await myelin('list', '--state-dir', dir, '--context', 'lab');
    expect(code).toBe(2);
    expect(err).toContain("'--state-dir' is a folder of this machine, '--context' a cluster: say one of them");
  });
  it('words are completed with the names of the cluster', async () => {
    const { out } = await myelin('complete', '--', 'pause', '-n', 'ml', '');
    expect(out).toContain('digits');
  });
});

describe('which runtime', () => {
  /** A pod that names the one that leads, or at first none. */
  const follow = async (...leaders: readonly (string | undefined)[]) => {
    const names = [...leaders];
    const handle = () => {
      throw notLeading(names.length > 1 ? names.shift() : names[0]);
    };
    const follower = await startServer({ port: 0, routes: [{ method: 'GET', path: '/axons', handle }] });
    kubectl.pods('runtime-2', 'runtime-1').forward('runtime-2', 8081, follower.port);
    return follower;
  };

  it('is asked: the one that leads, which another names', async () => {
    const follower = await follow('runtime-1');
    expect((await myelin('list', '-o', 'name', '-n', 'ml')).out).toBe('axon/digits\n');
    await follower.close();
  });
  it('is waited for while none leads', async () => {
    const follower = await follow(undefined, 'runtime-1');
    expect((await myelin('list', '-o', 'name', '-n', 'ml')).out).toBe('axon/digits\n');
    await follower.close();
  });
});

describe('what is missing is said', () => {
  const refused = async (err: string) => {
    expect(await myelin('get', 'digits', '-n', 'ml')).toEqual({ code: 1, out: '', err: `myelin: ${err}\n` });
  };

  it('kubectl', async () => {
    process.env['PATH'] = dir;
    await refused('clusters are asked by kubectl, which is not on the PATH');
  });
  it('the context', async () => {
    kubectl.answer(RUNTIME_PODS, { refuses: 'error: context "lab" does not exist' });
    await refused('the cluster does not say which runtime it has: error: context "lab" does not exist');
  });
  it('the runtime', async () => {
    kubectl.pods();
    await refused('no runtime is installed in namespace ml, so no axon moves there; install one: myelin install -n ml');
  });
  it('the pods of a runtime that is installed', async () => {
    const message = 'pods "myelin-runtime-1" is forbidden: exceeded quota: small';
    const refuse = (spec: object) =>
      kubectl.pods().answer(
        'get deployment myelin-runtime -o json',
        JSON.stringify({
          metadata: { generation: 1 },
          spec,
          status: { observedGeneration: 1, conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
        }),
      );
    refuse({ replicas: 1 });
    await refused(`the runtime of namespace ml is installed and not ready: ${message}`);
    refuse({ replicas: 0 });
    await refused('the runtime of namespace ml is installed and not ready: it is scaled to 0 pods');
  });
  it('the namespace', async () => {
    kubectl.pods().answer('get namespace ml -o name', {
      refuses: 'Error from server (NotFound): namespaces "ml" not found',
    });
    await refused('there is no namespace ml; name another with -n');
  });
  it('a runtime that has started', async () => {
    const waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
    const pod = runningPod('runtime-1', {
      phase: 'Pending',
      containerStatuses: [{ name: 'runtime', state: { waiting } }],
    });
    kubectl.answer(RUNTIME_PODS, JSON.stringify({ items: [pod] }));
    await refused(
      'the runtime of namespace ml is starting, pod runtime-1 is Pending: ImagePullBackOff: container runtime: no such ' +
        'image; see that the image exists and that imagePullSecrets let the namespace have it',
    );
  });
  it('the right to forward a port', async () => {
    kubectl.answer('port-forward --address=127.0.0.1 pod/runtime-1 :8081', {
      refuses: 'Error from server (Forbidden): pods "runtime-1" is forbidden',
    });
    await refused(
      'the runtime of namespace ml cannot be reached through its pod runtime-1: Error from server (Forbidden): ' +
        'pods "runtime-1" is forbidden; it takes the right to create pods/portforward there',
    );
  });
});

describe('logs of pods', () => {
  const podsOf = (labels: string) => `get pods --selector=myelin.io/axon=digits,${labels} -o json`;

  it('are those of an attempt', async () => {
    const attempts = hands.entries.flatMap(({ entry }) => (entry.type === 'AttemptStarted' ? [entry.name] : []));
    const name = attempts.at(-1)!;
    kubectl
      .answer(podsOf(`myelin.io/attempt=${name}`), JSON.stringify({ items: [runningPod('digits-train-1')] }))
      .answer('logs pod/digits-train-1 --container=task', 'epoch 1');
    expect(await myelin('logs', 'Train', '-n', 'ml')).toEqual({ code: 0, out: 'epoch 1\n', err: `digits/${name}\n` });
  });
  it('are those of the servers of a version', async () => {
    const version = hands.entries.flatMap(({ entry }) => (entry.type === 'VersionCreated' ? [entry.version] : []))[0]!;
    const labels = `myelin.io/version=${version},myelin.io/model=m,myelin.io/backend=b`;
    kubectl
      .answer(podsOf(labels), JSON.stringify({ items: [runningPod('b'), runningPod('a')] }))
      .answer('logs pod/a --container=task', 'one')
      .answer('logs pod/b --container=task', 'two');
    const title = `digits/${version}/m/b`;
    expect(await myelin('logs', 'Serve', '-n', 'ml')).toEqual({
      code: 0,
      out: 'one\ntwo\n',
      err: `${title}\n${title} a\n${title} b\n`,
    });
  });
  it('that are to come are waited for, and of the journal only what is new is asked meanwhile', async () => {
    const started = hands.entries.findLast(({ entry }) => entry.type === 'AttemptStarted')!;
    const { name } = started.entry as { readonly name: string };
    const ended = hands.entries.findIndex(({ entry }) => entry.type === 'AttemptEnded' && entry.name === name);
    hands.entries.length = ended;
    const looks = join(dir, 'looks');
    const pods = JSON.stringify({ items: [runningPod('digits-train-1')] });
    kubectl
      .shell(
        podsOf(`myelin.io/attempt=${name}`),
        `echo >> '${looks}'; [ $(wc -l < '${looks}') -lt 3 ] && echo '{"items": []}' || echo '${pods}'`,
      )
      .answer('logs pod/digits-train-1 --container=task --follow', 'epoch 1');
    expect(await myelin('logs', '-f', 'Train', '-n', 'ml')).toMatchObject({ code: 0, out: 'epoch 1\n' });
    // To find the attempt, once; then since the attempt began.
    expect(hands.read).toEqual([0, started.seq]);
  });
  it('are waited for with the runtime that takes over, until the attempt has ended', async () => {
    const started = hands.entries.findLast(({ entry }) => entry.type === 'AttemptStarted')!;
    const { name } = started.entry as { readonly name: string };
    const ended = hands.entries.findIndex(({ entry }) => entry.type === 'AttemptEnded' && entry.name === name);
    const end = hands.entries.splice(ended);
    kubectl.answer(podsOf(`myelin.io/attempt=${name}`), JSON.stringify({ items: [] }));
    const following = myelin('logs', '-f', 'Train', '-n', 'ml');
    while (hands.listeners.size === 0) await delay(20);
    hands.listeners.clear();
    await server.close();
    hands.entries.push(...end);
    await server.reopen();
    kubectl.runtime('runtime-2', server.port);
    expect(await following).toEqual({
      code: 0,
      out: '',
      err: [
        'the runtime of namespace ml has gone away; looking for it',
        'found it',
        `digits/${name}: there is no log (yet, or any more)`,
        '',
      ].join('\n'),
    });
  });
  it('that are gone, or not there yet, are told to be', async () => {
    const attempt = hands.entries.flatMap(({ entry }) => (entry.type === 'AttemptStarted' ? [entry.name] : [])).at(-1)!;
    kubectl.answer(podsOf(`myelin.io/attempt=${attempt}`), JSON.stringify({ items: [] }));
    expect(await myelin('logs', 'Train', '-n', 'ml')).toEqual({
      code: 0,
      out: '',
      err: `digits/${attempt}: there is no log (yet, or any more)\n`,
    });
  });
});
