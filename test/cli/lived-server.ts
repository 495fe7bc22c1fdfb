import type { RunningServer } from '../../lib/control/server';
import { acquireLock, type Lock } from '../../lib/local/store/lock';
import { serve } from '../control/fake-hands';
import type { Simulation } from '../engine/simulation';
import { LOOP, lived, scratch, twoTrainings } from './command-line';
import { LoopedHands } from './looped-hands';

const open = new Set<LivedServer>();
afterEach(() => Promise.all([...open].map((server) => server.stop())));

/** A state folder in which `LOOP` lived through two trainings, and hands that show it and answer; gone after the test. */
export class LivedServer {
  private lock: Lock | undefined;

  private constructor(
    readonly dir: string,
    readonly simulation: Simulation,
    readonly hands: LoopedHands,
    private running: RunningServer,
  ) {}

  static async start(): Promise<LivedServer> {
    const dir = scratch();
    const simulation = lived(dir, LOOP, twoTrainings);
    const hands = new LoopedHands(simulation);
    const server = new LivedServer(dir, simulation, hands, await serve(hands));
    open.add(server);
    return server;
  }

  get port(): number {
    return this.running.port;
  }

  /** Is the runner of the state folder, for as long as it does not release it. */
  hold(): this {
    const taken = acquireLock(this.dir, { pid: process.pid, since: 0, url: `${this.running.url}/` });
    if (!taken.held) throw new Error('the lock of a new folder was taken');
    this.lock = taken;
    return this;
  }

  release(): void {
    this.lock?.release();
  }

  async close(): Promise<void> {
    await this.running.close();
  }

  /** Answers again, on another port. */
  async reopen(): Promise<void> {
    this.running = await serve(this.hands);
  }

  async stop(): Promise<void> {
    open.delete(this);
    this.release();
    await this.close();
  }
}
