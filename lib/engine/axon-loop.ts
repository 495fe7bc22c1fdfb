import { applyEntry, type SpecSource } from './apply';
import { beginCalendars, calendars, receiveCalendar, receiveCall, receiveSample, receiveStart } from './arrivals';
import { attemptEnded, attemptRunning, stopOverdue } from './attempts';
import { fireSensors } from './firing';
import type { Entry } from './journal';
import type { Input, Wanted, World } from './ports';
import { forget } from './retention';
import { advanceRuns } from './run-progress';
import { abandonReplaced, pruneRemoved, retireSurplus, versionReported } from './serving-progress';
import { emptyState, sensorState, type AxonState } from './state';
import { Turn } from './turn';
import { orderMove } from './version-moves';
import { wanted } from './wanted';

/**
 * The loop of one axon, as a fold.
 *
 * - Its state is what its journal amounts to: `AxonLoop.replay` of the entries gives the same loop.
 * - `step` decides everything that follows from one input, and nothing more follows from repeating it.
 * - It does nothing itself: `wanted` says what should be so, and hands make it so.
 * - It reads no clock and draws no lot; the same inputs at the same times give the same entries.
 * - A step costs what it decides and what is active. One that hears nothing new before anything is due costs next to
 *   nothing.
 */
export class AxonLoop {
  /** Nothing follows before this time but from something new. Not known after a replay, which may be by a newer release. */
  private settledUntil = -Infinity;
  private lastWanted: Wanted | undefined;

  /** @param state - which becomes the loop's own. @default - of an axon of which nothing is known */
  constructor(
    private readonly specs: SpecSource,
    readonly state: AxonState = emptyState(),
  ) {}

  /** @param state - what came before amounts to, which becomes the loop's own. @default - nothing came before */
  static replay(entries: Iterable<Entry>, specs: SpecSource, state?: AxonState): AxonLoop {
    const loop = new AxonLoop(specs, state);
    for (const entry of entries) applyEntry(loop.state, entry, specs);
    return loop;
  }

  /**
   * Folds one input in.
   *
   * @param now - milliseconds since 1970; never less than at an earlier step
   * @returns the entries decided, to be made durable before anything is done about them
   */
  step(input: Input, now: number, world: World): readonly Entry[] {
    const turn = new Turn(this.state, this.specs, now, world);
    hear(turn, input);
    if (turn.entries.length === 0 && now < this.settledUntil) return turn.entries;
    if (this.state.hash !== '') settle(turn);
    if (turn.entries.length > 0) this.lastWanted = undefined;
    this.settledUntil = this.wanted().wakeAt ?? Infinity;
    return turn.entries;
  }

  /** Worked out once between two decisions, however often it is asked. */
  wanted(): Wanted {
    this.lastWanted ??= wanted(this.state, this.specs);
    return this.lastWanted;
  }
}

function hear(turn: Turn, input: Input): void {
  switch (input.kind) {
    case 'apply':
      return apply(turn, input.hash, input.incarnation);
    case 'restart':
      return receiveStart(turn, true);
    case 'prune':
      return pruneRemoved(turn);
    case 'rollback':
    case 'promote':
      return orderMove(turn, input);
    case 'call':
      receiveCall(turn, input);
      return;
    case 'attemptRunning':
      return attemptRunning(turn, input.name);
    case 'attemptEnded':
      return attemptEnded(turn, input);
    case 'versionReported':
      return versionReported(turn, input);
    case 'alertSampled':
      return receiveSample(turn, input.sensor, input.trigger, input.sample);
    case 'pause':
    case 'resume':
      return pause(turn, input.kind === 'pause', input.sensor);
    case 'tick':
      return;
  }
}

/** A first spec, or an edit. An unchanged one changes nothing. */
function apply(turn: Turn, hash: string, incarnation: string): void {
  const { state } = turn;
  if (state.hash === hash && state.incarnation === incarnation) return;
  const reason = state.hash === '' ? 'the axon was submitted' : `the spec changed from ${state.hash}`;
  const before = state.hash === '' ? [] : calendars(turn);
  // What came due under the spec that was in force is heard before it goes.
  if (before.length > 0) receiveCalendar(turn);
  turn.record({ type: 'AxonApplied', hash, incarnation }, reason);
  deadLetter(turn);
  beginCalendars(turn, before);
  receiveStart(turn, false);
}

/** Events that wait on a trigger that is no more are kept for inspection, not for firing. */
function deadLetter(turn: Turn): void {
  for (const [name, { pending }] of turn.state.sensors) {
    const sensor = turn.axon.sensors.find((known) => known.name === name);
    for (const [trigger, events] of pending) {
      const start = trigger === '' && sensor?.triggers.length === 0;
      if (start || sensor?.triggers.some((known) => known.name === trigger)) continue;
      const ids = events.map(({ id }) => id);
      turn.record({ type: 'EventsDeadLettered', sensor: name, trigger, ids }, 'the trigger was removed from the axon');
    }
  }
}

function pause(turn: Turn, on: boolean, sensor: string | undefined): void {
  const paused = sensor === undefined ? turn.state.paused : sensorState(turn.state, sensor).paused;
  if (paused === on) return;
  turn.record({ type: on ? 'Paused' : 'Resumed', sensor }, on ? 'asked to pause' : 'asked to resume');
}

/** Everything that follows, until nothing more does. */
function settle(turn: Turn): void {
  receiveCalendar(turn);
  stopOverdue(turn);
  let before: number;
  do {
    before = turn.entries.length;
    abandonReplaced(turn);
    advanceRuns(turn);
    fireSensors(turn);
    retireSurplus(turn);
  } while (turn.entries.length > before);
  forget(turn);
}
