import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announcements, cloudEvent } from '../../../lib/runtime/events/announcements';
import { webhook, type Delivery } from '../../../lib/runtime/events/webhook';
import { WebhookHand } from '../../../lib/runtime/events/webhook-hand';
import { axon, deployer } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryKube } from '../memory-kube';

const SENSORS = `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: again, triggers: [{name: now, type: Rest}], conditions: [{name: good, task: T, condition: "{{accuracy}} > 0.9"}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}`;

/** A training, a version that serves, a gate that is shut, and a version and a run that fail. */
function live(lived: LivedAxon): void {
  lived.succeed('T', { accuracy: 0.5 });
  lived.serve();
}

describe('announcements', () => {
  const told = (lived: LivedAxon) =>
    announcements(
      lived.journal.map((entry, at) => ({ seq: at + 1, entry })),
      lived.loop.state,
    );

  test('are a version that serves, a gate that is shut, and what fails', () => {
    const lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    live(lived);
    lived.call('again', 'now', 'c1');
    const first = told(lived);
    expect(first.map(({ type, data }) => [type, data['reason']])).toEqual([
      ['version.serving', expect.any(String)],
      ['sensor.gated', expect.stringContaining('accuracy')],
    ]);
    expect(first[1]).toMatchObject({ subject: 'again', data: { sensor: 'again', facts: expect.any(Object) } });
    const failing = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    failing.fail('T');
    expect(told(failing)).toMatchObject([{ type: 'run.failed', data: { sensor: 'go', run: expect.any(String) } }]);
    const unready = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    unready.succeed('T', { accuracy: 1 });
    unready.serve('Failed');
    expect(told(unready).map(({ type }) => type)).toEqual(['version.failed', 'run.failed']);
  });

  test('are a rollback, a promotion, and one that came to nothing', () => {
    const lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    for (const id of ['v1', 'v2']) {
      if (id === 'v2') lived.call('again', 'now', id);
      lived.succeed('T', { accuracy: 1 });
      lived.serve();
    }
    const order = { deployer: 'd', by: 'ada', reason: 'it is slow' } as const;
    lived.tell({ kind: 'rollback', ...order });
    lived.tell({ kind: 'promote', version: '2', ...order });
    lived.serve('Failed');
    lived.tell({ kind: 'promote', version: '2', ...order });
    lived.serve();
    const [first, second] = lived.loop.state.deployers.get('d')!.versions.map(({ name }) => name);
    const moves = told(lived).filter(({ type }) => /^(rollback|promotion)/.test(type));
    expect(moves.map(({ type, subject, data }) => ({ type, subject, data }))).toEqual([
      {
        type: 'rollback.done',
        subject: first,
        data: { deployer: 'd', version: first, from: [second], by: 'ada', reason: 'asked by ada: it is slow' },
      },
      {
        type: 'promotion.failed',
        subject: second,
        data: { deployer: 'd', version: second, reason: 'version 2 did not come up again: Failed' },
      },
      {
        type: 'promotion.done',
        subject: second,
        data: { deployer: 'd', version: second, from: [], by: 'ada', reason: 'asked by ada: it is slow' },
      },
    ]);
  });

  test('are CloudEvents whose id is the same each time', () => {
    const one = {
      seq: 7,
      type: 'version.serving',
      subject: 'd-v1',
      time: BEGIN,
      data: { reason: 'it answers' },
    } as const;
    expect(cloudEvent(one, { namespace: 'shop', name: 'digits', uid: 'u1' })).toEqual({
      specversion: '1.0',
      id: 'u1-7',
      source: '/namespaces/shop/axons/digits',
      type: 'io.myelin.version.serving',
      subject: 'd-v1',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      data: { namespace: 'shop', axon: 'digits', reason: 'it answers' },
    });
  });
});

describe('a webhook', () => {
  let kube: MemoryKube;
  let clock: FakeClock;
  let lived: LivedAxon;
  let sent: string[];
  let answers: Delivery[];
  beforeEach(async () => {
    [kube, clock, sent, answers] = [new MemoryKube(), new FakeClock(BEGIN), [], []];
    lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    await lived.own(kube);
  });
  async function begin() {
    const send = (message: unknown): Promise<Delivery> => {
      sent.push((message as { type: string }).type.replace('io.myelin.', ''));
      return Promise.resolve(answers.shift() ?? { kind: 'taken' });
    };
    const hand = new WebhookHand(lived.open(), kube, send, clock).start();
    await clock.pass(0);
    return hand;
  }

  test('is told what happens from now on, in order', async () => {
    live(lived);
    await begin();
    expect(sent).toEqual([]);
    lived.call('again', 'now', 'c1');
    await clock.pass(0);
    expect(sent).toEqual(['sensor.gated']);
  });

  test('reads nothing of what was there before it', async () => {
    live(lived);
    const read: number[] = [];
    const session = lived.open();
    const journal = (after: number) => (read.push(after), lived.open().journal(after));
    const watched = Object.defineProperty(session, 'journal', { value: journal });
    new WebhookHand(watched, kube, () => Promise.resolve({ kind: 'taken' }), clock).start();
    await clock.pass(0);
    expect(read).toEqual([lived.journal.length]);
  });

  test('is told what happens while it is asked what was delivered', async () => {
    const begun = begin();
    lived.succeed('T', { accuracy: 0.5 });
    lived.call('again', 'now', 'c1');
    await begun;
    expect(sent).toEqual(['sensor.gated']);
  });

  test('of a loop whose journal cannot be read breaks that loop, and not the process', async () => {
    const broken: unknown[] = [];
    const fault = new Error('the journal is gone');
    const journal = () => {
      throw fault;
    };
    const session = Object.assign(lived.open(), { journal, break: (what: unknown) => void broken.push(what) });
    new WebhookHand(session, kube, () => Promise.resolve({ kind: 'taken' }), clock).start();
    await clock.pass(0);
    expect(broken).toEqual([fault]);
  });

  test('that is away is tried again, less and less often, and is a condition until it is back', async () => {
    const hand = await begin();
    answers = [
      { kind: 'later', reason: 'does not answer: ECONNREFUSED' },
      { kind: 'later', reason: 'answers 503', wait: 60_000 },
    ];
    live(lived);
    lived.call('again', 'now', 'c1');
    // Half of a second, or of any longer pause, is left to chance.
    await clock.pass(499);
    expect(sent).toEqual(['version.serving']);
    expect(hand.conditions()).toMatchObject([
      {
        kind: 'axon',
        reason: 'WebhookAway',
        message: 'the webhook does not answer: ECONNREFUSED; 2 announcements wait',
      },
    ]);
    await clock.pass(501);
    expect(sent).toHaveLength(2);
    await clock.pass(59_499);
    expect(sent).toHaveLength(2);
    await clock.pass(501);
    expect(sent).toEqual(['version.serving', 'version.serving', 'version.serving', 'sensor.gated']);
    expect(hand.conditions()).toEqual([]);
  });

  test('that refuses one is told the next', async () => {
    const hand = await begin();
    answers = [{ kind: 'refused', reason: 'answers 400' }];
    live(lived);
    await clock.pass(0);
    expect(hand.conditions()).toMatchObject([{ reason: 'WebhookRefuses' }]);
    lived.call('again', 'now', 'c1');
    await clock.pass(0);
    expect(sent).toEqual(['version.serving', 'sensor.gated']);
    expect(hand.conditions()).toEqual([]);
  });

  test('is heard of no more once another runtime leads, which goes on from what was kept', async () => {
    const first = await begin();
    live(lived);
    await clock.pass(0);
    const before = kube.requests.get('patch ConfigMap');
    await first.stop(0);
    expect(kube.requests.get('patch ConfigMap')).toBe(before);
    const delivered = sent;
    sent = [];
    await begin();
    expect(sent).toEqual(delivered);
  });

  test('hears from the next runtime what this one could not deliver', async () => {
    const first = await begin();
    answers = [{ kind: 'later', reason: 'answers 503' }];
    live(lived);
    await clock.pass(0);
    await first.stop(1000);
    sent = [];
    lived.call('again', 'now', 'c1');
    const second = await begin();
    expect(sent).toEqual(['version.serving', 'sensor.gated']);
    await second.stop(1000);
    sent = [];
    await begin();
    expect(sent).toEqual([]);
  });

  test('of an axon of the same name goes by what was delivered of that one, not of the one that was deleted', async () => {
    const { owner } = lived;
    live(lived);
    lived.call('again', 'now', 'c1');
    const first = await begin();
    lived.call('again', 'now', 'c2');
    await clock.pass(0);
    await first.stop(1000);
    lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    // The garbage collector is on its way to what the first one left.
    const next = await kube.create({ ...owner, metadata: { name: 'of-the-next' } });
    lived.owner = { ...owner, uid: next.metadata.uid! };
    const second = await begin();
    await second.stop(1000);
    expect(await kube.get('ConfigMap', 'test-metrics')).toMatchObject({
      metadata: { ownerReferences: [lived.owner] },
      data: { 'webhook.json': JSON.stringify({ seq: lived.journal.length }) },
    });
  });

  test('hears from the next runtime what happened after one was killed', async () => {
    await begin();
    // Nothing was ever sent, and the process dies: the place at which it began is known.
    const dead = lived.journal.length;
    const next = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
    next.owner = lived.owner;
    live(next);
    expect(next.journal.length).toBeGreaterThan(dead);
    lived = next;
    await begin();
    expect(sent).toEqual(['version.serving']);
  });

  test('does not make what code reports be forgotten', async () => {
    await begin();
    expect((await kube.get('ConfigMap', 'test-metrics'))?.['data']).toEqual({ 'webhook.json': '{"seq":5}' });
  });
});

describe('delivery', () => {
  let server: Server;
  let address: string;
  let received: { type: string | undefined; body: string }[];
  let authorization: string | undefined;
  let answer: { status: number; headers?: Record<string, string> };
  beforeEach(async () => {
    received = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        authorization = request.headers.authorization;
        received.push({ type: request.headers['content-type'], body });
        response.writeHead(answer.status, answer.headers).end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?secret=1`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const deliver = (to = address) => webhook(to)({ id: '1' }, new AbortController().signal);

  test.each([
    [{ status: 204 }, { kind: 'taken' }],
    [{ status: 400 }, { kind: 'refused', reason: 'answers 400' }],
    [
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { kind: 'refused', reason: 'answers 302' },
    ],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'later', reason: 'answers 429', wait: 7000 },
    ],
    [{ status: 500 }, { kind: 'later', reason: 'answers 500' }],
  ])('answered by %j is %j', async (given, expected) => {
    answer = given;
    expect(await deliver()).toEqual(expected);
    expect(received).toEqual([{ type: 'application/cloudevents+json; charset=utf-8', body: '{"id":"1"}' }]);
  });

  test('to an address with a name and password shows them to the receiver alone', async () => {
    answer = { status: 204 };
    expect(await deliver(address.replace('//', '//ada:p%40ss@'))).toEqual({ kind: 'taken' });
    expect(authorization).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
  });

  test.each(['no address', 'http://ada:pass@[x', 'gopher://ada:pass@host/'])(
    'to %s does not tell the address',
    async (to) => {
      const { reason } = (await deliver(to)) as { reason: string };
      expect(reason).toMatch(/^does not answer: (ERR_INVALID_URL|unknown scheme)$/);
    },
  );

  test('to nobody is for later, and does not tell the address', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await deliver()).toEqual({ kind: 'later', reason: 'does not answer: ECONNREFUSED' });
  });
});
