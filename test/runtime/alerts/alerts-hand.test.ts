import type { PromqlAnswer } from '../../../lib/engine/promql/evaluate';
import { AlertsHand } from '../../../lib/runtime/alerts/alerts-hand';
import { PrometheusAway, type Ask } from '../../../lib/runtime/alerts/prometheus';
import { axon } from '../../engine/axons';
import { BEGIN } from '../../engine/simulation';
import { FakeClock, settled } from '../fake-clock';
import { LivedAxon } from '../lived-axon';

const watch = (keys = '', condition = '{{accuracy}} < 0.9') => `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "${condition}"${keys}}], tasks: [{trainer: {task: T}}]}`;

const nothing: PromqlAnswer = { kind: 'vector', samples: [] };
const one = (value: number): PromqlAnswer => ({ kind: 'vector', samples: [{ labels: {}, value }] });

const MATCHED = 'accuracy{axon="test",newest="true",axon_namespace="shop"}';

function watched(sensors = watch()) {
  const lived = new LivedAxon(axon({ T: '' }, sensors));
  const clock = new FakeClock(BEGIN);
  const asked: string[] = [];
  /** What Prometheus answers; the rest has no result. */
  const answers = new Map<string, PromqlAnswer | (() => Promise<PromqlAnswer>)>();
  const ask: Ask = (query) => {
    asked.push(query);
    const answer = answers.get(query) ?? nothing;
    return typeof answer === 'function' ? answer() : Promise.resolve(answer);
  };
  const hand = new AlertsHand(lived.open(), ask, 'shop', clock);
  hand.reconcile();
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      lived.now += 1000;
      await clock.pass(1000);
    }
  };
  const phases = () => lived.entries('AlertChanged').map(({ to, reason }) => `${to}: ${reason}`);
  return { lived, hand, asked, answers, pass, phases };
}

describe('alerts asked of Prometheus', () => {
  test('are about this axon, its newest version and this namespace, at each interval', async () => {
    const { asked, pass } = watched();
    await pass(14);
    expect(asked).toEqual([]);
    await pass(1);
    expect(asked).toEqual([`${MATCHED} < 0.9`, MATCHED]);
    await pass(15);
    expect(asked).toHaveLength(4);
  });

  test('hold, do not hold, or are Unknown where nobody has measured', async () => {
    const { answers, pass, phases } = watched();
    await pass(15);
    answers.set(MATCHED, one(0.95));
    await pass(15);
    answers.set(MATCHED, one(0.85));
    answers.set(`${MATCHED} < 0.9`, one(0.85));
    await pass(15);
    expect(phases()).toEqual([
      'Unknown: no answer for {{accuracy}} < 0.9: no samples of accuracy',
      'Inactive: {{accuracy}} < 0.9 does not hold',
      'Firing: {{accuracy}} < 0.9 has held, the value is 0.85',
    ]);
  });

  test('with a fault are Unknown with what Prometheus said', async () => {
    const { answers, pass, phases } = watched();
    answers.set(MATCHED, one(0.85));
    answers.set(`${MATCHED} < 0.9`, { kind: 'error', message: 'too many samples' });
    await pass(15);
    expect(phases()).toEqual(['Unknown: no answer for {{accuracy}} < 0.9: too many samples']);
  });

  test('of a Prometheus that is away are Unknown, and a condition until it is back', async () => {
    const { hand, answers, pass, phases } = watched();
    const away = () => Promise.reject(new PrometheusAway('http://p:9090 does not answer: connect ECONNREFUSED'));
    answers.set(MATCHED, away);
    await pass(30);
    expect(phases()).toEqual([
      'Unknown: no answer for {{accuracy}} < 0.9: http://p:9090 does not answer: connect ECONNREFUSED',
    ]);
    expect(hand.conditions()).toEqual([
      {
        kind: 'alert',
        name: 'low',
        reason: 'PrometheusAway',
        message: 'http://p:9090 does not answer: connect ECONNREFUSED; the alert is Unknown until that is over',
        since: BEGIN + 15_000,
      },
    ]);
    answers.set(MATCHED, one(1));
    await pass(15);
    expect(hand.conditions()).toEqual([]);
  });

  test('that cannot be asked, for whatever reason, are Unknown: one alert never ends the process', async () => {
    const { hand, answers, pass, phases } = watched();
    answers.set(MATCHED, () => Promise.reject(new TypeError('result is not iterable')));
    await pass(15);
    expect(phases()).toEqual(['Unknown: no answer for {{accuracy}} < 0.9: result is not iterable']);
    expect(hand.conditions()).toMatchObject([{ name: 'low', reason: 'AlertNotAsked', since: BEGIN + 15_000 }]);
    answers.delete(MATCHED);
    await pass(15);
    expect(hand.conditions()).toEqual([]);
  });

  test('are not asked again while an answer is out', async () => {
    const { asked, answers, pass } = watched(watch(', interval: 1s'));
    let release: () => void = () => undefined;
    answers.set(MATCHED, () => new Promise((resolve) => (release = () => resolve(one(1)))));
    await pass(10);
    expect(asked).toHaveLength(2);
    answers.delete(MATCHED);
    release();
    await pass(1);
    expect(asked).toHaveLength(4);
  });

  test('ask for each reported metric in its range, once', async () => {
    const condition = 'rate({{errors}}[5m]) > 0.1 and {{accuracy}} + {{accuracy}} > 0 or absent({{ping}})';
    const { asked, pass } = watched(watch('', condition));
    await pass(15);
    const labels = '{axon="test",newest="true",axon_namespace="shop"}';
    expect(asked.slice(1)).toEqual([`last_over_time(errors${labels}[5m])`, `accuracy${labels}`]);
  });

  test('follow the axon in force', async () => {
    const { lived, hand, asked, pass } = watched();
    lived.submit(axon({ T: '' }, watch(', interval: 1s')));
    hand.reconcile();
    await pass(3);
    expect(asked).toHaveLength(6);
    lived.submit(axon({ T: '' }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
    hand.reconcile();
    await pass(3);
    expect(asked).toHaveLength(6);
  });

  test('that are taken out while they are asked about leave no condition behind', async () => {
    const { lived, hand, answers, pass } = watched();
    let release: () => void = () => undefined;
    const away = new PrometheusAway('http://p:9090 does not answer: not within 10000 ms');
    answers.set(MATCHED, () => new Promise((_, reject) => (release = () => reject(away))));
    await pass(15);
    lived.submit(axon({ T: '' }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
    hand.reconcile();
    release();
    await pass(1);
    expect(hand.conditions()).toEqual([]);
    await hand.stop();
  });

  test('whose interval changes while they are asked about are asked anew, and what was asked before is heard no more', async () => {
    const { lived, hand, answers, pass, phases } = watched();
    let release: () => void = () => undefined;
    answers.set(MATCHED, () => new Promise((_, reject) => (release = () => reject(new PrometheusAway('it is away')))));
    await pass(15);
    lived.submit(axon({ T: '' }, watch(', interval: 1s')));
    hand.reconcile();
    answers.set(MATCHED, one(1));
    await pass(1);
    release();
    await settled();
    expect(phases()).toEqual(['Inactive: {{accuracy}} < 0.9 does not hold']);
    expect(hand.conditions()).toEqual([]);
    await hand.stop();
  });

  test('end with the hand', async () => {
    const { hand, asked, pass } = watched();
    await hand.stop();
    await pass(30);
    hand.reconcile();
    await pass(30);
    expect(asked).toEqual([]);
  });
});
