import { createHash } from 'node:crypto';
import { keptFiles } from '../../engine/kept-files';
import type { Labels } from '../../spec/derive/labels';
import { storeJobName } from '../../spec/derive/names';
import { STORE_CONTAINER } from '../../spec/derive/task-containers';
import { copiedLabels } from '../copied-labels';
import { isOf } from '../attempts/attempt-copy';
import type { PodTemplate } from '../attempts/copied-pod';
import type { Clock } from '../clock';
import type { Condition, Hand, Session } from '../hand';
import type { Informers } from '../kube/informers';
import { KubeError, type Kube, type KubeObject } from '../kube/kube';
import { podTrouble } from '../pod-trouble';
import { shapeTrouble } from '../shape-trouble';
import { keepVariables, type KeepList } from './keep-list';

/** Between two looks at whether there is something to sweep. Milliseconds. */
const PERIOD = 3_600_000;

/** After the loop was opened. */
const FIRST = 300_000;

/** Which sweep a Job is, and the digest of what was kept. */
const COUNT = 'myelin.io/sweep';
const KEPT = 'myelin.io/kept';

export interface SweepHandParts {
  readonly kube: Kube;
  readonly informers: Pick<Informers, 'of'>;
  readonly session: Session;
  readonly clock: Clock;
}

/**
 * Has the files deleted that nothing needs any more, by a Job of what lies at rest.
 *
 * - One sweep at a time, at most one an hour, and none while what is needed is what it was.
 * - What was too young to go is looked for again an hour later.
 * - One that has not ended by the next look is a condition, with what keeps its pod: meanwhile nothing is swept.
 * - The last sweep stays, since it says what was kept; the ones before it are deleted.
 */
export class SweepHand implements Hand {
  private cancelTimer: () => void;
  private trouble: Condition | undefined;
  private stopped = false;
  /** Uid of a sweep that was under way at the last look. */
  private underWay: string | undefined;

  constructor(private readonly parts: SweepHandParts) {
    this.cancelTimer = parts.clock.after(FIRST, () => void this.look());
  }

  reconcile(): void {
    // Time alone makes it look.
  }

  conditions(): readonly Condition[] {
    return this.trouble === undefined ? [] : [this.trouble];
  }

  stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    return Promise.resolve();
  }

  private async look(): Promise<void> {
    try {
      await this.sweep();
    } catch (fault) {
      this.note(
        fault instanceof KubeError ? fault.reason : 'Fault',
        fault instanceof Error ? fault.message : `${fault}`,
      );
    }
    if (!this.stopped) this.cancelTimer = this.parts.clock.after(PERIOD, () => void this.look());
  }

  private async sweep(): Promise<void> {
    const { kube, session, clock } = this.parts;
    const before = this.sweeps();
    const last = before.at(-1);
    if (last !== undefined && !isOver(last)) return this.waitFor(last);
    const report = last === undefined ? undefined : this.reportOf(last);
    if (report?.faults === undefined) this.trouble = undefined;
    else this.note('SweepFailed', report.faults);
    // Whoever sweeps compares it with the clock of a machine, from which the session's may be far.
    const list = { asOf: clock.now(), ...keptFiles(session.state, session.axon.retention.trials) };
    const digest = digestOf(list);
    if (last?.metadata.labels?.[KEPT] === digest && report?.young === 0) return;
    const shape = { kind: 'CronJob', name: storeJobName(session.axon.name), copies: 'Job' } as const;
    const atRest = await kube.get('CronJob', shape.name);
    const why = shapeTrouble(shape, atRest, session.axon.hash);
    if (atRest === undefined || why !== undefined) return this.note(why!.reason, why!.message);
    const job = this.jobOf(atRest, Number(last?.metadata.labels?.[COUNT] ?? 0) + 1, list, digest);
    this.underWay = (await kube.create(job)).metadata.uid;
    for (const { metadata } of before) await kube.delete('Job', metadata.name, { uid: metadata.uid ?? '' });
  }

  private waitFor(sweep: KubeObject): void {
    const { name, uid } = sweep.metadata;
    const isLate = this.underWay === uid;
    this.underWay = uid;
    if (!isLate) return;
    const pod = this.podOf(sweep);
    const why = pod === undefined ? undefined : podTrouble(pod);
    const said = why === undefined ? `see its pod by kubectl describe job ${name}` : `${why.reason}: ${why.message}`;
    this.note('SweepUnderWay', `Job ${name} has not ended, so nothing else is swept; ${said}`);
  }

  /** Oldest first. */
  private sweeps(): readonly KubeObject[] {
    const count = ({ metadata }: KubeObject) => Number(metadata.labels?.[COUNT]);
    return this.parts.informers
      .of('Job')
      .itemsOf(this.parts.session.axon.name)
      .filter((job) => isOf(this.parts.session, job) && job.metadata.labels?.[COUNT] !== undefined)
      .sort((a, b) => count(a) - count(b));
  }

  private jobOf(atRest: KubeObject, count: number, list: KeepList, digest: string): KubeObject {
    const { session } = this.parts;
    const { metadata, spec } = atRest['spec'].jobTemplate as {
      metadata: { labels: Labels };
      spec: { template: PodTemplate };
    };
    const { template } = spec;
    const containers = template.spec.containers.map((one) =>
      one.name === STORE_CONTAINER ? { ...one, env: [...(one.env ?? []), ...keepVariables(list)] } : one,
    );
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${atRest.metadata.name}-${count}`,
        labels: {
          ...copiedLabels(metadata.labels, session.axon.spec.metadata.labels),
          [COUNT]: String(count),
          [KEPT]: digest,
        },
        ownerReferences: [session.owner],
      },
      spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } },
    };
  }

  /** What the pod of a sweep said; nothing where it is gone. */
  private reportOf(job: KubeObject): { readonly young?: number; readonly faults?: string } {
    const text = this.podOf(job)?.['status']?.containerStatuses?.[0]?.state?.terminated?.message ?? '';
    try {
      const { young, faults } = JSON.parse(text) as { young: number; faults: readonly string[] };
      return { young, ...(faults.length === 0 ? {} : { faults: faults.join('; ') }) };
    } catch {
      return text === '' ? {} : { faults: text };
    }
  }

  private podOf(job: KubeObject): KubeObject | undefined {
    const pods = this.parts.informers.of('Pod').itemsOf(this.parts.session.axon.name);
    return pods.find(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid));
  }

  private note(reason: string, message: string): void {
    const { session } = this.parts;
    const since = this.trouble?.reason === reason ? this.trouble.since : session.now();
    this.trouble = { kind: 'axon', name: session.axon.name, reason, message: `sweep of the store: ${message}`, since };
  }
}

function isOver({ status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as readonly Readonly<Record<string, string>>[];
  return conditions.some(({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True');
}

function digestOf({ data, models, checkpoints, attempts }: KeepList): string {
  const lists = [data, models, checkpoints, attempts].map((tokens) => [...tokens].sort());
  return createHash('sha256').update(JSON.stringify(lists)).digest('hex').slice(0, 16);
}
