import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { evaluate } from '../../../lib/engine/promql/evaluate';
import type { Labels, SeriesSource } from '../../../lib/engine/promql/series';
import { labelsMatch } from '../../../lib/engine/promql/series';
import type { AxonHere } from '../../../lib/runtime/control/open-axon';
import { RUNTIME_FAMILIES, runtimeExposition } from '../../../lib/runtime/metrics/runtime-exposition';
import { RuntimeMetrics } from '../../../lib/runtime/metrics/runtime-metrics';
import { parsePromql, type PromqlExpr } from '../../../lib/spec/lang/promql';
import { axon, deployer } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock } from '../fake-clock';
import { LivedAxon } from '../lived-axon';
import { MemoryKube } from '../memory-kube';

const SENSORS = `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}
- {name: both, triggers: [{name: now, type: Rest}, {name: too, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9"}], tasks: [{trainer: {task: T}}]}`;

let lived: LivedAxon;
let metrics: RuntimeMetrics;
let axons: AxonHere[];
let leads: boolean;
beforeEach(async () => {
  lived = new LivedAxon(axon({ T: '', D: '' }, SENSORS));
  const clock = new FakeClock(BEGIN);
  metrics = new RuntimeMetrics(new MemoryKube(), clock);
  const session = lived.open();
  metrics.start(session);
  await clock.pass(0);
  axons = [{ name: 'test', session, conditions: [] }];
  leads = true;
});

const exposed = () => runtimeExposition({ namespace: 'shop', leads, axons, metrics });
const lines = () =>
  exposed()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

describe('the runtime exposes', () => {
  test('how each loop is', () => {
    lived.call('both', 'now', 'c1');
    lived.now += 90_000;
    lived.sample('watch', 'low', { kind: 'unknown', reason: 'no samples of accuracy' });
    lived.now += 10_000;
    const at = 'axon="test",axon_namespace="shop"';
    expect(lines()).toEqual([
      'myelin_runtime_leads{axon_namespace="shop"} 1',
      `myelin_axon_open{${at}} 1`,
      `myelin_loop_overdue_seconds{${at}} 0`,
      `myelin_attempts_active{${at}} 1`,
      ...['go 1 0', 'ship 0 0', 'both 0 100', 'watch 0 0'].map((line) => {
        const [sensor, runs] = line.split(' ');
        return `myelin_runs_active{axon="test",sensor="${sensor}",axon_namespace="shop"} ${runs}`;
      }),
      ...['go 1 0', 'ship 0 0', 'both 0 100', 'watch 0 0'].map((line) => {
        const [sensor, , oldest] = line.split(' ');
        return `myelin_event_oldest_seconds{axon="test",sensor="${sensor}",axon_namespace="shop"} ${oldest}`;
      }),
      'myelin_events_waiting{axon="test",sensor="ship",trigger="done",axon_namespace="shop"} 0',
      'myelin_events_waiting{axon="test",sensor="both",trigger="now",axon_namespace="shop"} 1',
      'myelin_events_waiting{axon="test",sensor="both",trigger="too",axon_namespace="shop"} 0',
      'myelin_events_waiting{axon="test",sensor="watch",trigger="low",axon_namespace="shop"} 0',
      'myelin_alert_unknown_seconds{axon="test",sensor="watch",trigger="low",axon_namespace="shop"} 10',
      `myelin_journal_entries_total{${at}} 2`,
      `myelin_reported_series{${at}} 0`,
      `myelin_reported_series_dropped_total{${at}} 0`,
      `myelin_reported_samples_refused_total{${at}} 0`,
    ]);
  });

  test('what code has reported, with the labels that the language promises', () => {
    metrics.of(axons[0]!.session!).push([{ name: 'accuracy', value: 0.9, labels: { fold: '1' } }], { task: 'T' });
    expect(lines().at(-1)).toBe(
      'accuracy{axon="test",newest="true",source="task",task="T",fold="1",axon_namespace="shop"} 0.9',
    );
  });

  test('why a loop is not open', () => {
    const condition = { kind: 'axon', name: 'broken', reason: 'SpecRefused', message: 'no', since: 0 } as const;
    axons = [{ name: 'broken', conditions: [condition, condition] }];
    expect(lines()).toEqual([
      'myelin_runtime_leads{axon_namespace="shop"} 1',
      'myelin_axon_open{axon="broken",axon_namespace="shop"} 0',
      'myelin_conditions{axon="broken",reason="SpecRefused",axon_namespace="shop"} 2',
    ]);
  });

  test('nothing but that it does not lead, where another does', () => {
    leads = false;
    expect(lines()).toEqual(['myelin_runtime_leads{axon_namespace="shop"} 0']);
  });

  test('no age of events that are held back on purpose', () => {
    lived.call('both', 'now', 'c1');
    lived.now += 90_000;
    lived.tell({ kind: 'pause', sensor: 'both' });
    expect(lines().filter((line) => line.includes('oldest') && !line.endsWith(' 0'))).toEqual([]);
  });
});

describe('the ready-made rules', () => {
  const file = join(__dirname, '../../../docs/prometheus-rules.yaml');
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly annotations: { readonly summary: string; readonly description: string };
  }
  const [group] = (parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] }).groups;
  const rules = group!.rules.map((rule) => ({ ...rule, query: parsed(rule.expr) }));

  function parsed(expr: string): PromqlExpr {
    const answer = parsePromql(expr);
    if (!answer.ok) throw new Error(`${expr}: ${JSON.stringify(answer.faults)}`);
    return answer.value;
  }

  /** The present text of `/metrics`, as a Prometheus has it after two scrapes. */
  function scraped(): SeriesSource {
    const series = lines().map((line) => {
      const [, name, text = '', value] = /^(\w+)(?:\{(.*)\})? (.*)$/.exec(line)!;
      const labels: Record<string, string> = { __name__: name! };
      for (const [, label, labelled] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) labels[label!] = labelled!;
      return { labels, samples: [lived.now - 15_000, lived.now].map((t) => ({ t, v: Number(value) })) };
    });
    return {
      select: (matchers, from, to) => {
        const chosen = labelsMatch(matchers);
        return series
          .filter(({ labels }: { labels: Labels }) => chosen(labels))
          .map((one) => ({ ...one, samples: one.samples.filter(({ t }) => t >= from && t <= to) }));
      },
    };
  }

  const holding = () =>
    rules.flatMap(({ alert, query }) => {
      const answer = evaluate(query, scraped(), lived.now);
      return answer.kind === 'vector' && answer.samples.length > 0 ? [alert] : [];
    });

  test('ask only what the runtime exposes', () => {
    for (const { expr } of rules) {
      const names = expr.match(/myelin_\w+/g) ?? [];
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(Object.keys(RUNTIME_FAMILIES)).toContain(name);
    }
  });

  test('are quiet while all is well', () => {
    lived.sample('watch', 'low', false);
    expect(holding()).toEqual([]);
  });

  test('tell an alert without answers, and events that wait', () => {
    lived.call('both', 'now', 'c1');
    lived.sample('watch', 'low', { kind: 'unknown', reason: 'no samples of accuracy' });
    lived.now += 2 * 3_600_000;
    lived.succeed('T');
    expect(holding()).toEqual(['MyelinEventsWaiting', 'MyelinAlertUnknown']);
  });

  test('tell a loop that does not do what is due', () => {
    lived.sample('watch', 'low', false);
    const { session } = axons[0]!;
    axons = [
      {
        ...axons[0]!,
        session: Object.create(session!, { wanted: { value: { ...session!.wanted, wakeAt: lived.now - 180_000 } } }),
      },
    ];
    metrics.of(axons[0]!.session!);
    expect(holding()).toEqual(['MyelinLoopStuck']);
  });

  test('tell a loop that is not open, and that nobody leads', () => {
    axons = [
      { name: 'broken', conditions: [{ kind: 'axon', name: 'broken', reason: 'SpecRefused', message: '', since: 0 }] },
    ];
    expect(holding()).toEqual(['MyelinLoopNotOpen', 'MyelinConditions']);
    leads = false;
    expect(holding()).toEqual(['MyelinNobodyLeads']);
  });
});
