import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCluster } from '../cluster/requirements';
import { ChaosCluster, type Shown } from './chaos-cluster';
import { FAULTS } from './faults';
import type { Fault, Need } from './faults/fault';
import { Lots } from './lots';
import { processesOf } from './node-processes';
import { verdictOf } from './verdict';

/**
 * Rounds of faults, each while runs are in flight: nothing lost, nothing doubled, nothing stuck, and `myelin get` names it.
 *
 *     npm run test:chaos
 *     MYELIN_CHAOS_SEED=7 MYELIN_CHAOS_FROM=13 MYELIN_CHAOS_ROUNDS=12 npm run test:chaos    rounds 13 to 24 of seed 7
 *     MYELIN_CHAOS_ONLY=quota MYELIN_CHAOS_ROUNDS=3 npm run test:chaos                      faults whose name has this in it
 *
 * What a round does follows from the seed and its number alone, so any part of a run can be repeated.
 */
const env = process.env;
const seed = Number(env['MYELIN_CHAOS_SEED'] ?? randomInt(1, 1_000_000));
const from = Number(env['MYELIN_CHAOS_FROM'] ?? 1);
const rounds = Number(env['MYELIN_CHAOS_ROUNDS'] ?? 50);
const only = env['MYELIN_CHAOS_ONLY'] ?? '';

/** How long the loop may take to have done everything, once the cause is gone. */
const PATIENCE = 120_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What this cluster cannot do, and why. */
function lacks(cluster: ChaosCluster): Readonly<Record<Need, string | undefined>> {
  const commands = [env['MYELIN_KILL_COMPONENT'], env['MYELIN_RESTART_COMPONENT']];
  const [pod] = cluster.runtimePods();
  return {
    components: commands.includes(undefined)
      ? 'MYELIN_KILL_COMPONENT and MYELIN_RESTART_COMPONENT are no commands with {component} in them'
      : undefined,
    processes:
      processesOf(`MYELIN_POD=${pod}`, 'main.cjs').length === 0
        ? 'processes of pods are not in sight of this machine'
        : undefined,
    prometheus:
      env['MYELIN_LAB_PROMETHEUS'] === undefined ? 'MYELIN_LAB_PROMETHEUS is not the address of a Prometheus' : undefined,
  };
}

let possible: readonly Fault[] = [];

/** Every fault once before any comes again, in an order of its own each time. */
function faultOf(round: number): Fault {
  const cycle = Math.floor((round - 1) / possible.length);
  return new Lots(seed * 1000 + cycle).shuffled(possible)[(round - 1) % possible.length]!;
}

/** What a person reads off. */
function read({ text, code, conditions, alerts }: Shown): string {
  if (code !== 0) return text;
  const unknown = Object.entries(alerts).map(([name, phase]) => `alert ${name} is ${phase}\n`);
  return unknown.join('') + conditions.map(({ reason, name, message }) => `${reason} ${name}: ${message}`).join('\n');
}

onCluster('chaos', ['cluster', 'taskImage', 'runtimeImage'], () => {
  let cluster: ChaosCluster;
  let revision = 1;

  beforeAll(async () => {
    cluster = await ChaosCluster.create(`myelin-chaos-${process.pid}`, {
      runtime: env['MYELIN_RUNTIME_IMAGE']!,
      task: env['MYELIN_TASK_IMAGE']!,
    });
    const why = lacks(cluster);
    const lacking = ({ needs = [] }: Fault) => needs.map((need) => why[need]).find((one) => one !== undefined);
    for (const fault of FAULTS) {
      if (lacking(fault) !== undefined) say(`NOT POSSIBLE HERE: ${fault.name}: ${lacking(fault)}`);
    }
    possible = FAULTS.filter((fault) => lacking(fault) === undefined && fault.name.includes(only));
    say(`seed ${seed}, rounds ${from} to ${from + rounds - 1}, ${possible.length} of ${FAULTS.length} faults`);
  }, 300_000);
  afterAll(() => cluster?.remove());

  test.each(Array.from({ length: rounds }, (_, index) => from + index))(
    'round %i',
    async (round) => {
      const fault = faultOf(round);
      const lots = new Lots(seed * 1_000_003 + round);
      const began = Date.now();
      let sent = 0;
      const id = () => `r${round}-${++sent}`;
      const send = async (sensor: string) => {
        const name = id();
        await cluster.mustCall(sensor, name, 60_000);
        return name;
      };
      await send('step');
      await send('step');
      await sleep(lots.below(3000));
      const strike = { cluster, lots, round, revision, send };
      const undo = await fault.strike(strike);
      revision = strike.revision;
      let shown = '';
      let sees = fault.shows === undefined;
      const during = id();
      const refused = await cluster.call('step', during);
      for (const end = Date.now() + 60_000; !sees && Date.now() < end; await sleep(500)) {
        shown = read(await cluster.shown(fault.axon));
        sees = fault.shows!.test(shown);
      }
      const struck = Date.now();
      await undo();
      if (refused !== undefined) await cluster.mustCall('step', during, PATIENCE);
      const heard = Date.now();
      await send('step');
      let stuck = '';
      try {
        await cluster.untilIdle(PATIENCE);
      } catch (fault) {
        stuck = `${(fault as Error).message}; ${read(await cluster.shown())}`;
      }
      const done = Date.now();
      const left = read(await cluster.shown(fault.axon));
      const { lost, doubled } = verdictOf(cluster.accepted, await cluster.journal(), cluster.testimonies());
      const faults = [
        ...(sees ? [] : [`not shown: ${shown}`]),
        ...lost.map((one) => `lost: ${one}`),
        ...doubled.map((one) => `doubled: ${one}`),
        ...(stuck === '' ? [] : [`stuck: ${stuck}`]),
        ...(fault.axon === undefined && fault.shows?.test(left) === true ? [`still shown: ${left}`] : []),
      ];
      const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
      const line = shown.split('\n').find((one) => fault.shows?.test(one)) ?? shown.split('\n')[0] ?? '';
      say(
        `round ${round}: ${fault.name}: ${faults.length === 0 ? 'ok' : 'FAILED'} in ${seconds(done - began)}; ` +
          `heard ${seconds(heard - struck)}, done ${seconds(done - struck)} after its end` +
          `${line === '' ? '' : `; shown: ${line.slice(0, 200)}`}${faults.map((one) => `\n    ${one}`).join('')}`,
      );
      expect(faults).toEqual([]);
    },
    600_000,
  );
});
