import { journalEvents } from '../../lib/control/journal-stream';
import type { RunningServer } from '../../lib/control/server';
import { FakeHands, serve } from './fake-hands';

let hands: FakeHands;
let server: RunningServer;
beforeEach(async () => {
  hands = new FakeHands();
  for (const run of ['r1', 'r2', 'r3']) hands.append(run);
  server = await serve(hands);
});
afterEach(() => server.close());

const ask = (query = '', headers: Record<string, string> = {}, signal: AbortSignal | null = null) =>
  fetch(`${server.url}/axons/digits/journal${query}`, { headers, signal });

/** Reads server-sent events from a response, one at a time. */
function events(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = '';
  return {
    async next(): Promise<{ id: string; data: { seq: number; run: string } }> {
      for (;;) {
        const end = buffered.indexOf('\n\n');
        if (end !== -1) {
          const block = buffered.slice(0, end);
          buffered = buffered.slice(end + 2);
          const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
          if (id !== undefined) return { id, data: JSON.parse(data!) };
        } else {
          const { done, value } = await reader.read();
          if (done) throw new Error('the stream has ended');
          buffered += value;
        }
      }
    },
  };
}

const untilNobodyListens = async () => {
  for (let n = 0; hands.listeners.size > 0; n++) {
    if (n === 200) throw new Error('somebody still listens');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('the journal as lines', () => {
  test('is all of it, or what came after a place', async () => {
    const all = await ask();
    expect(all.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await all.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      ['r1', 'r2', 'r3'].map((run, at) => ({
        seq: at + 1,
        type: 'RunEnded',
        run,
        phase: 'Succeeded',
        time: 1000,
        reason: 'all actions Succeeded',
      })),
    );
    expect((await (await ask('?after=2')).text()).trimEnd().split('\n')).toEqual([lines[2]]);
    expect(await (await ask('?after=3')).text()).toBe('');
  });

  test('after what is no place is 400', async () => {
    expect((await ask('?after=x')).status).toBe(400);
  });
});

describe('the journal as server-sent events', () => {
  const live = { accept: 'text/event-stream' };

  test('gives what there is and then what comes, each with its place', async () => {
    const caller = new AbortController();
    const response = await ask('?after=1', live, caller.signal);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const stream = events(response);
    expect(await stream.next()).toMatchObject({ id: '2', data: { seq: 2, run: 'r2' } });
    expect(await stream.next()).toMatchObject({ id: '3' });
    hands.append('r4');
    expect(await stream.next()).toMatchObject({ id: '4', data: { run: 'r4' } });
    hands.append('r5');
    hands.append('r6');
    expect([(await stream.next()).id, (await stream.next()).id]).toEqual(['5', '6']);
    caller.abort();
  });

  test('goes on where the reader was, by Last-Event-ID', async () => {
    const first = new AbortController();
    expect(await events(await ask('', live, first.signal)).next()).toMatchObject({ id: '1' });
    first.abort();
    hands.append('r4');
    const second = new AbortController();
    const resumed = events(await ask('?after=0', { ...live, 'last-event-id': '2' }, second.signal));
    expect([(await resumed.next()).id, (await resumed.next()).id]).toEqual(['3', '4']);
    second.abort();
  });

  test('stops listening when the reader hangs up', async () => {
    const caller = new AbortController();
    const stream = events(await ask('', live, caller.signal));
    await stream.next();
    expect(hands.listeners.size).toBe(1);
    caller.abort();
    await untilNobodyListens();
  });

  test('has nobody listen where only its head is asked for', async () => {
    const subscribe = jest.spyOn(hands, 'subscribe');
    const response = await fetch(`${server.url}/axons/digits/journal`, { method: 'HEAD', headers: live });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(subscribe).not.toHaveBeenCalled();
  });

  test('ends when the server closes', async () => {
    const stream = events(await ask('?after=3', live));
    const next = stream.next();
    const ended = expect(next).rejects.toThrow();
    await server.close();
    await ended;
  });

  test('loses nothing that comes while it reads', async () => {
    const stop = new AbortController();
    const stream = journalEvents(hands, 'digits', 2, stop.signal);
    const parts = [await stream.next(), await stream.next()];
    hands.append('r4');
    parts.push(await stream.next());
    expect(parts.map(({ value }) => /^(?:id: (\d+)|retry)/.exec(value as string)?.[1])).toEqual([undefined, '3', '4']);
    stop.abort();
    expect(await stream.next()).toMatchObject({ done: true });
    expect(hands.listeners.size).toBe(0);
  });

  test('says something now and then when there is nothing to say', async () => {
    const stop = new AbortController();
    const stream = journalEvents(hands, 'digits', 3, stop.signal, 5);
    await stream.next();
    // The timer does not keep a process alive, so the test has to.
    const alive = setInterval(() => undefined, 1000);
    expect(await stream.next()).toEqual({ done: false, value: ': nothing new\n\n' });
    clearInterval(alive);
    await stream.return(undefined);
  });
});
