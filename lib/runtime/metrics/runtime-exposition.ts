import { exposition, familyText, mergeExpositions, type Family } from '../../control/exposition';
import { holdOf } from '../../engine/hold';
import { triggerKey } from '../../engine/state';
import { NAMESPACE_LABEL } from '../alerts/cluster-query';
import type { AxonHere, OpenAxon } from '../control/open-axon';
import type { RuntimeMetrics } from './runtime-metrics';

export interface RuntimeFacts {
  readonly namespace: string;
  readonly leads: boolean;
  readonly axons: readonly AxonHere[];
  readonly metrics: RuntimeMetrics;
}

/** What the runtime shows of itself: a value for everything that an alert of its own asks. */
export const RUNTIME_FAMILIES = {
  myelin_runtime_leads: 'whether this process is the one that acts for the axons of its namespace',
  myelin_axon_open: 'whether the loop of an axon is open',
  myelin_loop_overdue_seconds: 'for how long the loop of an axon has not done what was due',
  myelin_journal_entries_total: 'entries that this process has written into the journal of an axon',
  myelin_events_waiting: 'events that wait at a trigger',
  myelin_event_oldest_seconds: 'age of the oldest event that waits at a sensor that nobody holds back',
  myelin_runs_active: 'runs of a sensor that have not ended',
  myelin_attempts_active: 'attempts that should be running',
  myelin_alert_unknown_seconds: 'for how long an alert has had no answer; 0 while it has one',
  myelin_conditions: 'what keeps something of an axon from going on, by reason',
  myelin_reported_series: 'series that the code of an axon has reported',
  myelin_reported_series_dropped_total: 'series of the code of an axon for which there was no room',
  myelin_reported_samples_refused_total: 'samples that live metrics lack, since there are too many series',
} as const;

type Name = keyof typeof RUNTIME_FAMILIES;
type Labels = Readonly<Record<string, string>>;

/** `/metrics` of the runtime: its own, and what code reports. A process that does not lead shows only that. */
export function runtimeExposition({ namespace, leads, axons, metrics }: RuntimeFacts): string {
  const families = new Map<Name, { readonly labels: Labels; readonly value: number }[]>();
  const more = { [NAMESPACE_LABEL]: namespace };
  const add = (name: Name, labels: Labels, value: number) => {
    const series = families.get(name) ?? [];
    series.push({ labels: { ...labels, ...more }, value });
    families.set(name, series);
  };
  add('myelin_runtime_leads', {}, leads ? 1 : 0);
  for (const { name: axon, session, conditions } of leads ? axons : []) {
    add('myelin_axon_open', { axon }, session === undefined ? 0 : 1);
    for (const [reason, count] of counted(conditions.map((one) => one.reason))) {
      add('myelin_conditions', { axon, reason }, count);
    }
    if (session === undefined) continue;
    addLoop(add, axon, session);
    const { reported, written } = metrics.of(session);
    const { registry, series } = reported;
    add('myelin_journal_entries_total', { axon }, written);
    add('myelin_reported_series', { axon }, registry.samples().length);
    add('myelin_reported_series_dropped_total', { axon }, reported.dropped);
    add('myelin_reported_samples_refused_total', { axon }, series.refused);
  }
  const own = [...families].map(([name, series]) => {
    const type: Family['type'] = name.endsWith('_total') ? 'counter' : 'gauge';
    return familyText({ name, help: RUNTIME_FAMILIES[name], type, series });
  });
  const sessions = leads ? axons.flatMap(({ session }) => session ?? []) : [];
  const reported = sessions.map((session) => exposition(metrics.of(session).reported.registry, more));
  return mergeExpositions([...own, ...reported]);
}

type Add = (name: Name, labels: Labels, value: number) => void;

function addLoop(add: Add, axon: string, session: OpenAxon): void {
  const { state, wanted } = session;
  const now = session.now();
  const seconds = (since: number) => Math.max(0, now - since) / 1000;
  add('myelin_loop_overdue_seconds', { axon }, wanted.wakeAt === undefined ? 0 : seconds(wanted.wakeAt));
  add('myelin_attempts_active', { axon }, wanted.attempts.length);
  for (const { name: sensor, triggers } of session.axon.sensors) {
    const { pending, activeRuns } = state.sensors.get(sensor) ?? { pending: new Map(), activeRuns: new Set() };
    add('myelin_runs_active', { axon, sensor }, activeRuns.size);
    add('myelin_event_oldest_seconds', { axon, sensor }, oldest(session, sensor, seconds));
    for (const trigger of triggers) {
      const labels = { axon, sensor, trigger: trigger.name };
      add('myelin_events_waiting', labels, pending.get(trigger.name)?.length ?? 0);
      if (trigger.kind !== 'alert') continue;
      const alert = state.alerts.get(triggerKey(sensor, trigger.name));
      const unknown = alert?.phase === 'Unknown' ? seconds(alert.since) : 0;
      add('myelin_alert_unknown_seconds', labels, unknown);
    }
  }
}

/** A sensor that is held back, or waits for its time, keeps its events on purpose. */
function oldest({ state, axon }: OpenAxon, name: string, seconds: (since: number) => number): number {
  const sensor = state.sensors.get(name);
  if (sensor === undefined || sensor.held?.until !== undefined || holdOf(state, axon, name) !== undefined) return 0;
  return Math.max(0, ...[...sensor.pending.values()].flat().map(({ time }) => seconds(time)));
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
