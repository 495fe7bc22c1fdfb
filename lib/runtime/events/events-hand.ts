import type { JournalEntry } from '../../control/ports';
import { contentHash } from '../../spec/canonical';
import { AXON_LABEL, sharedLabels } from '../../spec/derive/labels';
import type { Clock } from '../clock';
import type { OpenAxon } from '../control/open-axon';
import type { Condition, Hand } from '../hand';
import type { Kube, KubeObject } from '../kube/kube';
import type { Log } from '../log';
import { noteOf, toldOf, type Told } from './kube-events';

/** Events of one axon at once, and one more in so many milliseconds: etcd keeps each of them for an hour. */
const BURST = 50;
const REFILL = 2000;

/**
 * Tells what is done for an axon as Events of Kubernetes, about the axon's ConfigMap.
 *
 * - An Event is named after the place of its entry in the journal, so that none is there twice.
 * - Of what is in no journal, that something is refused say, there is one each time that it begins.
 * - They are a convenience: what cannot be told, or comes too fast, is left out and logged. The journal has everything.
 */
export class EventsHand implements Hand {
  private unlisten: () => void = () => undefined;
  private tokens = BURST;
  private at: number;
  private leftOut = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: OpenAxon,
    private readonly kube: Pick<Kube, 'create' | 'namespace'>,
    private readonly pod: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.at = clock.steady();
  }

  start(): this {
    this.unlisten = this.session.listen((lines) => {
      for (const line of lines) this.hear(line);
    });
    return this;
  }

  reconcile(): void {
    // What is told follows from entries, of which it hears.
  }

  conditions(): readonly Condition[] {
    return [];
  }

  async stop(): Promise<void> {
    this.unlisten();
    await this.last;
  }

  /** @param what - is in the way of what it names, as `VirtualService x` */
  warn(what: string, { reason, message, since }: Pick<Condition, 'reason' | 'message' | 'since'>): void {
    const place = contentHash([what, reason, since]).slice(0, 12);
    this.say(place, since, { type: 'Warning', reason, note: noteOf(message) });
  }

  private hear({ seq, entry }: JournalEntry): void {
    const told = toldOf(entry);
    if (told !== undefined) this.say(String(seq), entry.time, told);
  }

  private say(place: string, time: number, told: Told): void {
    if (!this.take()) {
      this.leftOut += 1;
      return;
    }
    const event = this.eventOf(place, time, told);
    this.last = this.last.then(() => this.create(event));
  }

  private take(): boolean {
    const now = this.clock.steady();
    this.tokens = Math.min(BURST, this.tokens + (now - this.at) / REFILL);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    if (this.leftOut > 0) {
      this.log.info(`${this.leftOut} things were not told as Events: too many came at once`, {
        axon: this.session.axon.name,
      });
      this.leftOut = 0;
    }
    return true;
  }

  private async create(event: KubeObject): Promise<void> {
    try {
      await this.kube.create(event);
    } catch (fault) {
      const { message, reason } = fault as { readonly message: string; readonly reason?: string };
      if (reason !== 'AlreadyExists')
        this.log.info(`an Event is left out: ${message}`, { axon: this.session.axon.name });
    }
  }

  private eventOf(place: string, at: number, { type, reason, note }: Told): KubeObject {
    const { owner, axon } = this.session;
    const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${owner.name}.${owner.uid.slice(0, 8)}.${place}`,
        namespace: this.kube.namespace,
        labels: { ...sharedLabels(axon.name, 'event'), [AXON_LABEL]: axon.name },
      },
      involvedObject: { ...owner, namespace: this.kube.namespace },
      type,
      reason,
      message: note,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'myelin-runtime', host: this.pod },
      reportingComponent: 'myelin-runtime',
      reportingInstance: this.pod,
    };
  }
}
