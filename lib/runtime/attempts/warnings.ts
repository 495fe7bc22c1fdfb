import type { Clock } from '../clock';
import type { Kube, KubeObject } from '../kube/kube';

/** How long what was listed serves everybody. Milliseconds. */
const SERVES = 10_000;

/**
 * The Events of a namespace that warn, listed once for all attempts that wait at a time: there may be tens of thousands of
 * Events, and the API server looks through all of them for each list.
 */
export class Warnings {
  private known: { readonly at: number; readonly events: readonly KubeObject[] } | undefined;
  private asking: Promise<readonly KubeObject[]> | undefined;

  constructor(
    private readonly kube: Pick<Kube, 'list'>,
    private readonly clock: Clock,
  ) {}

  /** About objects with these uids, newest first. @throws KubeError */
  async about(uids: ReadonlySet<string | undefined>): Promise<readonly KubeObject[]> {
    const { known, clock } = this;
    const isFresh = known !== undefined && clock.steady() - known.at < SERVES;
    const events = isFresh ? known.events : await (this.asking ??= this.ask().finally(() => (this.asking = undefined)));
    return events
      .filter((event) => uids.has(event['involvedObject']?.uid))
      .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  }

  private async ask(): Promise<readonly KubeObject[]> {
    const { items: events } = await this.kube.list('Event', { fields: { type: 'Warning' } });
    this.known = { at: this.clock.steady(), events };
    return events;
  }
}

function timeOf(event: KubeObject): string {
  return event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp ?? '';
}
