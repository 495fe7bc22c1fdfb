import { whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import type { WantedAttempt } from '../../engine/ports';
import type { Condition, Hand } from '../hand';
import type { Informers } from '../kube/informers';
import type { Kind, KubeObject } from '../kube/kube';
import { isOf } from './attempt-copy';
import { FollowedAttempt, type FollowParts, type Sight } from './followed-attempt';
import { LeftObjects } from './left-objects';

/** How long looking at one attempt counts, when it is asked how soon all of them are looked at again. Milliseconds. */
const LOOK_COSTS = 0.1;

export interface AttemptsHandParts extends Omit<FollowParts, 'sight' | 'shape'> {
  readonly informers: Pick<Informers, 'of'>;
}

/**
 * Makes the attempts that are wanted run as Jobs, TFJobs and SparkApplications, and those that are not end.
 *
 * - An attempt is executed once. Its object has a name that follows from it and is made only where there is none; one that had
 *   begun and is gone is Lost; and whatever object is made of it, its pods claim it in the store before any code runs.
 * - What is wanted is looked at as soon as it is. What changes in the cluster is looked at together with what changes soon after,
 *   the later the more attempts there are: a thousand that begin at once would have all looked at for each object of each.
 * - What ended stays for a day, for its logs; what runs and belongs to no live attempt is deleted.
 */
export class AttemptsHand implements Hand {
  private readonly followed = new Map<string, FollowedAttempt>();
  private readonly left: LeftObjects;
  private readonly listening = new Map<Kind, () => void>();
  private podsOf = new Map<string, KubeObject[]>();
  private stopped = false;
  /** All is looked at when it ends, since something changed in the cluster. */
  private cancelLook: (() => void) | undefined;
  private notBefore = 0;

  constructor(private readonly parts: AttemptsHandParts) {
    this.left = new LeftObjects(parts);
    this.listen();
  }

  reconcile(): void {
    if (this.stopped) return;
    this.cancelLook?.();
    this.cancelLook = undefined;
    this.listen();
    const { session, informers, clock } = this.parts;
    const { name: axon } = session.axon;
    this.podsOf = groupByAttempt(this.listening.has('Pod') ? informers.of('Pod').itemsOf(axon) : []);
    for (const [name, attempt] of this.followed) {
      if (session.state.attempts.has(name)) continue;
      attempt.cease();
      this.followed.delete(name);
    }
    const { attempts, stops } = session.wanted;
    for (const attempt of attempts) this.follow(attempt.name, attempt).look();
    for (const { name } of stops) {
      const attempt = this.follow(name, undefined);
      attempt.want(undefined);
      attempt.look();
    }
    for (const kind of this.listening.keys())
      if (kind !== 'Pod') this.left.tidy(kind, informers.of(kind).itemsOf(axon));
    this.notBefore = clock.steady() + Math.floor(this.followed.size * LOOK_COSTS);
  }

  conditions(): readonly Condition[] {
    return [...this.followed.values()].flatMap((attempt) => attempt.condition() ?? []);
  }

  stop(): Promise<void> {
    this.stopped = true;
    this.cancelLook?.();
    for (const end of this.listening.values()) end();
    for (const attempt of this.followed.values()) attempt.cease();
    return Promise.resolve();
  }

  private follow(name: string, wanted: WantedAttempt | undefined): FollowedAttempt {
    let attempt = this.followed.get(name);
    if (attempt === undefined) {
      attempt = new FollowedAttempt(name, wanted ?? this.asked(name), {
        ...this.parts,
        sight: this.sight,
        shape: ({ kind, name: of }) => this.parts.informers.of(kind).get(of),
      });
      this.followed.set(name, attempt);
    }
    return attempt;
  }

  /** A stop names an attempt only; what it is of says where its object is. */
  private asked(name: string): WantedAttempt | undefined {
    const { state } = this.parts.session;
    const attempt = state.attempts.get(name);
    const taskRun = state.taskRuns.get(attempt?.taskRun ?? '');
    if (attempt === undefined || taskRun === undefined) return undefined;
    const copies = taskRun.cachedFrom === undefined ? {} : { copyData: { from: '', to: '' } };
    return { name, taskRun: taskRun.id, task: taskRun.subject, attempt: attempt.attempt, ...copies };
  }

  private readonly sight: Sight = {
    object: ({ kind, name }) => {
      const found = this.parts.informers.of(kind).get(name);
      return found !== undefined && isOf(this.parts.session, found) ? found : undefined;
    },
    pods: (attempt) => this.podsOf.get(labelValue(attempt)) ?? [],
  };

  /** An edit may bring a kind that there was none of. */
  private listen(): void {
    for (const kind of this.kinds()) {
      if (this.listening.has(kind)) continue;
      this.listening.set(
        kind,
        this.parts.informers.of(kind).onChange(() => this.changed(), this.parts.session.axon.name),
      );
    }
  }

  private changed(): void {
    const wait = this.notBefore - this.parts.clock.steady();
    if (wait <= 0) return this.compare();
    this.cancelLook ??= this.parts.clock.after(wait, () => this.compare());
  }

  private compare(): void {
    try {
      this.reconcile();
    } catch (fault) {
      this.parts.session.break(fault);
    }
  }

  /** Those that the axon has to do with: the runtime may not ask for others. */
  private kinds(): readonly Kind[] {
    if (this.parts.session.axon.sensors.length === 0) return [];
    const tasks = [...this.parts.session.axon.tasks.values()];
    return [
      'Pod',
      'Job',
      ...(tasks.some((task) => task.kind === 'train' && task.spec.tfJobSpec !== undefined) ? (['TFJob'] as const) : []),
      ...(tasks.some(({ kind }) => kind === 'spark') ? (['SparkApplication'] as const) : []),
    ];
  }
}

function groupByAttempt(pods: readonly KubeObject[]): Map<string, KubeObject[]> {
  const groups = new Map<string, KubeObject[]>();
  for (const pod of pods) {
    const { [whoLabel('attempt')]: attempt } = pod.metadata.labels ?? {};
    if (attempt === undefined) continue;
    const group = groups.get(attempt);
    if (group === undefined) groups.set(attempt, [pod]);
    else group.push(pod);
  }
  return groups;
}
