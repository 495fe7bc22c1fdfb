import type { JournalEntry } from '../../control/ports';
import { AXON_LABEL, sharedLabels } from '../../spec/derive/labels';
import { axonMetricsName } from '../../spec/derive/names';
import { sleep, type Clock } from '../clock';
import type { OpenAxon } from '../control/open-axon';
import type { Condition, Hand } from '../hand';
import { Backoff } from '../kube/backoff';
import { KubeError, type Kube } from '../kube/kube';
import { findOwned } from '../state/find-owned';
import { announcements, cloudEvent, type Announcement } from './announcements';
import type { Delivery, Send } from './webhook';

/** Between two tries, in milliseconds. */
const PAUSES = { first: 1000, longest: 5 * 60_000 };

/** Announcements that wait; beyond that the oldest are left out. */
const MOST_WAITING = 1000;

/** How often the place up to which all is delivered is written at most, in milliseconds. */
const KEEP = 30_000;

const FILE = 'webhook.json';

/**
 * Tells a webhook what a person wants to know of one axon.
 *
 * - In the order of the journal, each at least once: what was not delivered is sent again, by the next runtime too. The id is
 *   the same each time.
 * - It holds nobody up. A receiver that stays away is a condition; what it refuses is left out.
 */
export class WebhookHand implements Hand {
  private readonly waiting: Announcement[] = [];
  private readonly end = new AbortController();
  private unlisten: () => void = () => undefined;
  private sending: Promise<void> | undefined;
  private trouble: Condition | undefined;
  /** Whether it is known what was delivered; what happens before is read once it is. */
  private begun = false;
  private delivered = 0;
  /** @default - nothing was ever kept */
  private kept: number | undefined;
  private cancelKeep: () => void = () => undefined;
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: OpenAxon,
    private readonly kube: Pick<Kube, 'get' | 'create' | 'patch' | 'delete' | 'namespace'>,
    private readonly send: Send,
    private readonly clock: Clock,
  ) {}

  start(): this {
    this.unlisten = this.session.listen((lines) => {
      if (this.begun) this.hear(lines);
    });
    this.begin(this.session.last).catch(this.session.break);
    return this;
  }

  reconcile(): void {
    // What is told follows from entries, of which it hears.
  }

  conditions(): readonly Condition[] {
    return this.trouble === undefined ? [] : [this.trouble];
  }

  async stop(grace: number): Promise<void> {
    this.end.abort();
    this.unlisten();
    this.cancelKeep();
    await this.sending;
    await this.keeping;
    // Another that leads already goes on from what it has read.
    if (grace > 0) await this.keep();
  }

  /** Goes on where the runtime before this one was; without one, with what comes after `now`. */
  private async begin(now: number): Promise<void> {
    const backoff = new Backoff(PAUSES);
    while (!this.end.signal.aborted) {
      try {
        const { kube, session } = this;
        const object = await findOwned({ kube, owner: session.owner }, axonMetricsName(session.axon.name));
        const place = placeOf((object?.['data'] as Readonly<Record<string, string>> | undefined)?.[FILE]);
        this.delivered = place ?? now;
        this.kept = place;
        this.begun = true;
        this.hear([...this.session.journal(this.delivered)]);
        this.keepAgain();
        return;
      } catch (fault) {
        if (!(fault instanceof KubeError)) throw fault;
        await sleep(this.clock, backoff.next(), this.end.signal);
      }
    }
  }

  private hear(lines: readonly JournalEntry[]): void {
    this.waiting.push(...announcements(lines, this.session.state));
    const surplus = this.waiting.length - MOST_WAITING;
    if (surplus > 0) {
      this.waiting.splice(0, surplus);
      this.note('WebhookBehind', `${surplus} announcements were left out, since the webhook takes none`);
    }
    if (this.waiting.length > 0) {
      this.sending ??= this.sendAll()
        .catch(this.session.break)
        .finally(() => (this.sending = undefined));
    }
  }

  private async sendAll(): Promise<void> {
    const { uid } = this.session.owner;
    const axon = { namespace: this.kube.namespace, name: this.session.axon.name, uid };
    const backoff = new Backoff(PAUSES);
    for (let next = this.waiting[0]; next !== undefined && !this.end.signal.aborted; next = this.waiting[0]) {
      const answer = await this.send(cloudEvent(next, axon), this.end.signal);
      if (this.end.signal.aborted && answer.kind === 'later') return;
      if (answer.kind === 'later') {
        this.note('WebhookAway', `the webhook ${answer.reason}; ${this.waiting.length} announcements wait`);
        const pause = Math.min(PAUSES.longest, Math.max(answer.wait ?? 0, backoff.next()));
        await sleep(this.clock, pause, this.end.signal);
        continue;
      }
      backoff.reset();
      this.settle(next, answer);
    }
  }

  private settle(done: Announcement, answer: Exclude<Delivery, { kind: 'later' }>): void {
    // It may have been left out while it was sent.
    if (this.waiting[0] === done) this.waiting.shift();
    this.delivered = Math.max(this.delivered, done.seq);
    if (answer.kind === 'taken') this.trouble = undefined;
    else
      this.note('WebhookRefuses', `the webhook ${answer.reason} to ${done.type} of ${done.subject}, which is left out`);
  }

  private keepAgain(): void {
    this.keeping = this.keep().catch(this.session.break);
    if (!this.end.signal.aborted) this.cancelKeep = this.clock.after(KEEP, () => this.keepAgain());
  }

  /** Beside what code reports; what cannot be written now is written the next time. */
  private async keep(): Promise<void> {
    const seq = this.delivered;
    if (!this.begun || seq === this.kept) return;
    const data = { [FILE]: JSON.stringify({ seq }) };
    const name = axonMetricsName(this.session.axon.name);
    try {
      await this.kube.patch('ConfigMap', name, { data }).catch((fault: unknown) => {
        if (!(fault instanceof KubeError) || fault.reason !== 'NotFound') throw fault;
        const axon = this.session.axon.name;
        const labels = { ...sharedLabels(axon, 'metrics'), [AXON_LABEL]: axon };
        const metadata = { name, labels, ownerReferences: [this.session.owner] };
        return this.kube.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
      });
      this.kept = seq;
    } catch (fault) {
      if (!(fault instanceof KubeError)) throw fault;
    }
  }

  private note(reason: string, message: string): void {
    const since = this.trouble?.reason === reason ? this.trouble.since : this.session.now();
    this.trouble = { kind: 'axon', name: this.session.axon.name, reason, message, since };
  }
}

function placeOf(text: string | undefined): number | undefined {
  try {
    const { seq } = JSON.parse(text ?? '') as { readonly seq?: unknown };
    return Number.isSafeInteger(seq) ? (seq as number) : undefined;
  } catch {
    return undefined;
  }
}
