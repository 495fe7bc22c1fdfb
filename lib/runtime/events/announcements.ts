import type { JournalEntry } from '../../control/ports';
import type { AxonState } from '../../engine/state';

/** What a person wants to be told of, as a CloudEvent without what is the same for all of them. */
export interface Announcement {
  /** Place in the journal: the same announcement is made of the same entry, whoever makes it. */
  readonly seq: number;
  readonly type:
    | 'run.failed'
    | 'sensor.gated'
    | 'version.serving'
    | 'version.failed'
    | 'rollback.done'
    | 'rollback.failed'
    | 'promotion.done'
    | 'promotion.failed';
  /** The run, sensor or version: of a rollback the one that is gone back to. */
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What in the journal is worth a word to whoever does not watch. */
export function announcements(lines: readonly JournalEntry[], state: Pick<AxonState, 'runs'>): readonly Announcement[] {
  return lines.flatMap(({ seq, entry }): Announcement[] => {
    const { time, reason } = entry;
    switch (entry.type) {
      case 'RunEnded': {
        if (entry.phase !== 'Failed') return [];
        const sensor = state.runs.get(entry.run)?.sensor;
        const data = { run: entry.run, ...(sensor === undefined ? {} : { sensor }), reason };
        return [{ seq, type: 'run.failed', subject: entry.run, time, data }];
      }
      case 'SensorGated': {
        const { sensor, facts } = entry;
        return [{ seq, type: 'sensor.gated', subject: sensor, time, data: { sensor, facts, reason } }];
      }
      case 'VersionChanged': {
        const { deployer, version, phase } = entry;
        if (phase !== 'Serving' && phase !== 'Failed') return [];
        const type = phase === 'Serving' ? 'version.serving' : 'version.failed';
        return [{ seq, type, subject: version, time, data: { deployer, version, reason } }];
      }
      case 'RolledBack':
      case 'Promoted': {
        const { deployer, version, from, by } = entry;
        const type = entry.type === 'RolledBack' ? 'rollback.done' : 'promotion.done';
        return [{ seq, type, subject: version, time, data: { deployer, version, from, by, reason } }];
      }
      case 'RollbackFailed':
      case 'PromotionFailed': {
        const { deployer, version } = entry;
        const type = entry.type === 'RollbackFailed' ? 'rollback.failed' : 'promotion.failed';
        return [{ seq, type, subject: version, time, data: { deployer, version, reason } }];
      }
      default:
        return [];
    }
  });
}

/** As it goes over the wire: CloudEvents 1.0, structured, as JSON. */
export function cloudEvent(
  { seq, type, subject, time, data }: Announcement,
  axon: { readonly namespace: string; readonly name: string; readonly uid: string },
): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    id: `${axon.uid}-${seq}`,
    source: `/namespaces/${axon.namespace}/axons/${axon.name}`,
    type: `io.myelin.${type}`,
    subject,
    time: new Date(time).toISOString(),
    datacontenttype: 'application/json',
    data: { namespace: axon.namespace, axon: axon.name, ...data },
  };
}
