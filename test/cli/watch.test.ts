import { setTimeout as delay } from 'node:timers/promises';
import { myelin } from './command-line';
import { LivedServer } from './lived-server';
import type { LoopedHands } from './looped-hands';
import { StandInKubectl } from './stand-in-kubectl';

let dir: string;
let hands: LoopedHands;
let server: LivedServer;
let kubectl: StandInKubectl;

beforeEach(async () => {
  server = (await LivedServer.start()).hold();
  ({ dir, hands } = server);
  kubectl = new StandInKubectl(dir).runtime('runtime-1', server.port);
});

/** A third training, better than what serves. */
function trainAgain(): void {
  const { simulation } = server;
  simulation.call('again', 'asked', 'two');
  simulation.succeed('Train', { accuracy: 0.97 });
  simulation.serve();
  hands.catchUp();
}

/** Once somebody listens. */
async function heard(): Promise<void> {
  while (hands.listeners.size === 0) await delay(10);
}

const untimed = (out: string) => out.replace(/^ *\d+s /gm, '').replace(/[0-9a-f]{8,10}/g, '#');

describe.each(['--state-dir', '-n'])('watch %s', (option) => {
  const place = () => (option === '-n' ? ['-n', 'ml'] : ['--state-dir', dir]);

  it('tells what happens as it happens, until the expression holds', async () => {
    const watching = myelin('watch', 'axon', 'digits', '--until', 'deployers.api.newest.version == 2', ...place());
    await heard();
    trainAgain();
    const { code, out, err } = await watching;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(untimed(out)).toBe(
      [
        'digits waiting: again waits for a call of asked; release waits for Train Succeeded',
        'again heard asked: a call of asked',
        'again Fired run #: a call of asked',
        'train-# Succeeded accuracy=0.97: it ended well',
        'release Fired run #: Train Succeeded, and metrics.accuracy >= 0.9 holds',
        'api-# Starting version 2: version 2 of api: b takes the latest of the trainings that started this deployment',
        'api-# Serving: every model of it has a backend that answers',
        'api-# Succeeded: version 2 serves',
        'api answers on http://127.0.0.1:9/serve/digits/api/',
        '',
      ].join('\n'),
    );
  });
  it('ends with 1 when time is up and the expression does not hold', async () => {
    const until = 'deployers.api.newest.version == 2';
    expect(await myelin('watch', 'digits', '--until', until, '--for', '300ms', ...place())).toMatchObject({ code: 1 });
    expect(await myelin('watch', 'digits', '--for', '300ms', ...place())).toMatchObject({ code: 0 });
  });
  it('tells once what is in the way', async () => {
    const pull = { kind: 'attempt', name: 'train-1', reason: 'ImagePullBackOff', message: 'no such image' } as const;
    hands.conditions = [{ ...pull, since: Date.now() }];
    const { out } = await myelin('watch', '--for', '300ms', ...place());
    expect(untimed(out)).toContain('attempt train-1 ImagePullBackOff: no such image\n');
  });
});

describe('watch', () => {
  it('reads nothing of the journal that was there before', async () => {
    const { length } = hands.entries;
    expect(await myelin('watch', 'digits', '--for', '300ms', '-n', 'ml')).toMatchObject({ code: 0 });
    expect(hands.read).toEqual([length]);
  });
  it('goes on with the runtime that takes over, and loses nothing', async () => {
    const watching = myelin('watch', 'digits', '--until', 'deployers.api.newest.version == 2', '-n', 'ml');
    await heard();
    hands.listeners.clear();
    await server.close();
    trainAgain();
    await server.reopen();
    kubectl.runtime('runtime-2', server.port);
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(untimed(out)).toMatch(
      /digits the runtime of namespace ml has gone away; looking for it\ndigits found it\n(.*\n)*again Fired run #: a call of asked\n(.*\n)*api-# Serving/,
    );
  });
  it('of all follows those that come and go, and tells first what there is where nobody looks on', async () => {
    const watching = myelin('watch', '--for', '7s', '-n', 'ml');
    await heard();
    hands.names = ['digits', 'letters'];
    await delay(3500);
    hands.names = ['letters'];
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(out).toMatch(/^NAME +STATUS.*\ndigits +Idle +yes/);
    expect(untimed(out)).toMatch(/letters is added\n(.*\n)*digits is deleted\n/);
  }, 20_000);
  it('ends with its runner', async () => {
    const watching = myelin('watch', 'digits', '--state-dir', dir);
    await heard();
    await server.close();
    expect(await watching).toMatchObject({ code: 0, err: 'the runner has ended\n' });
  });
  it('wants a runner', async () => {
    server.release();
    expect(await myelin('watch', '--state-dir', dir)).toMatchObject({ code: 1 });
  });
  it('refuses an expression about what the axon does not have', async () => {
    const { code, err } = await myelin('watch', 'digits', '--until', 'deployers.app.newest.version == 2', '-n', 'ml');
    expect(code).toBe(2);
    expect(err).toContain('there is no deployer app');
  });
});
