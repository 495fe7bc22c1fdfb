import type { Metrics } from '../../engine/event';
import type { WantedAttempt } from '../../engine/ports';
import { AXON_LABEL, whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { Clock } from '../clock';
import type { Condition } from '../hand';
import { Backoff } from '../kube/backoff';
import { KubeError, type KubeObject } from '../kube/kube';
import { copyAttempt, placeOf, type AttemptPlace, type CopyPorts } from './attempt-copy';
import { outcomeOf } from './outcome-of';
import { mayRun, type PodEnd } from './pod-end';
import type { Trouble } from '../hand';
import type { Warnings } from './warnings';
import { whoGoesOn } from './who-goes-on';
import { whoIsSilent, whyNoPod } from './why-no-pod';

/** What is known of the cluster, a moment old. */
export interface Sight {
  object(place: AttemptPlace): KubeObject | undefined;
  /** Pods of an attempt. */
  pods(attempt: string): readonly KubeObject[];
}

export interface FollowParts extends CopyPorts {
  readonly clock: Clock;
  readonly sight: Sight;
  readonly warnings: Pick<Warnings, 'about'>;
  /** Metrics that an attempt pushed, once it has ended. */
  readonly pushed: (attempt: string) => Metrics;
}

/** How long nothing but time is thought to keep a Job from having a pod. Milliseconds. */
const PATIENCE = 10_000;

/** How long those whose turn it is may say nothing. Milliseconds. */
const SILENCE = 20_000;

/** A Job that was just made need not be in sight yet. */
const OUT_OF_SIGHT = 5000;

/**
 * One attempt, from the wish that it runs to its end.
 *
 * - One thing is done at a time: what came up meanwhile is looked at afterwards.
 * - It is Lost, or was stopped, only once none of its pods can run any more: the next attempt writes where it wrote.
 * - Its end is told once. Where the API server does not answer it is asked again, later each time, and a condition says so.
 */
export class FollowedAttempt {
  private place: AttemptPlace | undefined;
  /** The object as it was made or found, until the informer shows it. */
  private made: { readonly object: KubeObject; readonly at: number } | undefined;
  private seen = false;
  private toldRunning: boolean;
  private over = false;
  private busy = false;
  private again = false;
  private stopping = false;
  /** What was refused is not asked again before, whatever happens meanwhile. */
  private notBefore = 0;
  private cancelTimer: () => void = () => undefined;
  private readonly backoff = new Backoff();
  private trouble: { readonly why: Trouble; readonly since: number } | undefined;

  constructor(
    readonly name: string,
    private wanted: WantedAttempt | undefined,
    private readonly parts: FollowParts,
  ) {
    const { session } = parts;
    if (wanted !== undefined) this.place = placeOf(session, wanted);
    this.toldRunning = session.state.attempts.get(name)?.runningAt !== undefined;
  }

  /** What is wanted of it now; undefined where it is to end. */
  want(attempt: WantedAttempt | undefined): void {
    this.wanted = attempt ?? this.wanted;
    if (attempt === undefined) this.stopping = true;
  }

  /** Looks at what is, and does one thing. */
  look(): void {
    if (this.over) return;
    const wait = this.notBefore - this.parts.clock.steady();
    if (wait > 0 && !this.stopping) return this.later(wait);
    this.again = this.busy;
    if (this.busy) return;
    this.busy = true;
    this.cancelTimer();
    this.step()
      .catch((fault: unknown) => this.failed(fault))
      .finally(() => {
        this.busy = false;
        if (this.again) this.look();
      })
      .catch(() => undefined);
  }

  condition(): Condition | undefined {
    if (this.trouble === undefined) return undefined;
    const { why, since } = this.trouble;
    return { kind: 'attempt', name: this.name, ...why, since };
  }

  cease(): void {
    this.over = true;
    this.cancelTimer();
  }

  private async step(): Promise<void> {
    if (this.stopping) return this.end();
    const { session, sight } = this.parts;
    const found = this.place === undefined ? undefined : sight.object(this.place);
    if (found !== undefined) this.seen = true;
    else if (!this.seen && this.made === undefined) return this.begin();
    else if (this.seen || session.now() - this.made!.at > OUT_OF_SIGHT) return this.begin(true);
    await this.follow(found ?? this.made!.object);
    this.backoff.reset();
  }

  /** @param existed - it had an object; if that is gone nobody knows how it ended */
  private async begin(existed = false): Promise<void> {
    const attempt = this.wanted;
    if (attempt === undefined) return;
    const copied = await copyAttempt(this.parts, attempt, existed || this.toldRunning);
    if (copied.kind === 'ended') return this.report({ ...copied, metrics: {} });
    if (copied.kind === 'trouble') {
      this.note(copied);
      return this.retry();
    }
    this.note(undefined);
    this.made = { object: copied.object, at: this.parts.session.now() };
    this.seen = false;
    await this.follow(copied.object);
  }

  private async follow(object: KubeObject): Promise<void> {
    const { sight, session } = this.parts;
    let outcome = outcomeOf(object, sight.pods(this.name));
    // A Job may be heard of sooner than its pods.
    if (outcome.phase === 'ending' || (outcome.phase === 'ended' && sight.pods(this.name).length === 0)) {
      outcome = outcomeOf(object, await this.freshPods());
    }
    if (outcome.phase === 'ended') return this.report(outcome);
    if (outcome.phase === 'ending') return this.later(1000);
    if (outcome.phase === 'finishing') return this.finish(Date.parse(outcome.since));
    if (outcome.phase === 'running' && !this.toldRunning) {
      this.toldRunning = true;
      void session.tell({ kind: 'attemptRunning', name: this.name });
    }
    if (outcome.phase === 'running' || outcome.trouble !== undefined) return this.note(outcome.trouble);
    const waited = session.now() - Date.parse(object.metadata.creationTimestamp ?? '');
    if (waited < PATIENCE) {
      this.note(undefined);
      return this.later(PATIENCE - waited);
    }
    const pods = sight.pods(this.name);
    const why = await whyNoPod(this.parts.warnings, object, pods);
    this.note(why ?? (waited < SILENCE ? undefined : whoIsSilent(object, pods)));
    this.later(PATIENCE);
  }

  /** @param since - when its code ended */
  private finish(since: number): void {
    const left = since + SILENCE - this.parts.session.now();
    if (left <= 0) return this.note(whoGoesOn(this.parts.sight.pods(this.name)));
    this.note(undefined);
    this.later(Math.min(left, SILENCE));
  }

  /** Deletes its object, also where it ended and pods of it go on, and tells that it has ended once none of them is left. */
  private async end(): Promise<void> {
    const { kube, sight } = this.parts;
    const { place } = this;
    if (place !== undefined) {
      const object = await kube.get(place.kind, place.name);
      if (object !== undefined) {
        const pods = await this.freshPods();
        const outcome = outcomeOf(object, pods);
        const counts = outcome.phase === 'ended' && (outcome.outcome === 'Succeeded' || !pods.some(mayRun));
        if (counts) return this.report(outcome);
        await kube.delete(place.kind, place.name, { uid: object.metadata.uid ?? '' });
        return this.later(500);
      }
    }
    if (sight.pods(this.name).some(mayRun) || (await this.freshPods()).some(mayRun)) return this.later(1000);
    await this.report({ outcome: 'Failed', message: 'it was stopped', metrics: {} });
  }

  /** Names follow from causes, so that those of two axons that hear the same may be the same. */
  private async freshPods(): Promise<readonly KubeObject[]> {
    const { kube, session } = this.parts;
    const labels = { [AXON_LABEL]: session.axon.name, [whoLabel('attempt')]: labelValue(this.name) };
    return (await kube.list('Pod', { labels })).items;
  }

  private async report({ outcome, exitCode, message, metrics }: PodEnd): Promise<void> {
    const left = await this.podLeft(outcome);
    if (left !== undefined) return this.outlived(left, message);
    this.over = true;
    this.note(undefined);
    const { session, pushed } = this.parts;
    await session.tell({
      kind: 'attemptEnded',
      name: this.name,
      outcome,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(message === undefined ? {} : { message }),
      metrics: { ...pushed(this.name), ...metrics },
    });
  }

  /** One that may write where the next attempt writes. What Succeeded is not tried again. */
  private async podLeft(outcome: PodEnd['outcome']): Promise<KubeObject | undefined> {
    if (outcome === 'Succeeded') return undefined;
    // Of a Lost one nobody has seen the end.
    const pods = outcome === 'Lost' ? await this.freshPods() : this.parts.sight.pods(this.name);
    return pods.find(mayRun);
  }

  /** Whoever deletes a Job, or a TFJob that cleans nothing up, may let pods run on: they are waited for, and not deleted unless it is stopped. */
  private outlived({ metadata: { name } }: KubeObject, message = 'it has ended'): void {
    const fix = 'its end counts once that has ended too; delete the pod if it is not to go on';
    this.note({ reason: 'PodLeft', message: `${message}, and pod ${name} of it is still there: ${fix}` });
    this.later(1000);
  }

  private failed(fault: unknown): void {
    const known = fault instanceof KubeError;
    const message = fault instanceof Error ? fault.message : String(fault);
    this.note({ reason: known ? fault.reason : 'Fault', message });
    this.retry((known && fault.retryAfter) || 0);
  }

  private retry(atLeast = 0): void {
    const wait = Math.max(this.backoff.next(), atLeast);
    this.notBefore = this.parts.clock.steady() + wait;
    this.later(wait);
  }

  private note(why: Trouble | undefined): void {
    if (why === undefined) this.trouble = undefined;
    else if (why.reason === this.trouble?.why.reason) this.trouble = { why, since: this.trouble.since };
    else this.trouble = { why: { reason: why.reason, message: why.message }, since: this.parts.session.now() };
  }

  private later(milliseconds: number): void {
    this.cancelTimer();
    if (!this.over) this.cancelTimer = this.parts.clock.after(milliseconds, () => this.look());
  }
}
