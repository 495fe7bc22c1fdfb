import { randomInt } from 'node:crypto';
import { onCluster } from '../cluster/requirements';
import { ChaosCluster } from './chaos-cluster';
import { FAULTS } from './faults';
import type { Fault, Need } from './faults/fault';
import { Lots } from './lots';
import { processesOf } from './node-processes';
import { Round } from './round';

/**
 * Rounds of faults, each while runs are in flight: nothing lost, nothing doubled, nothing stuck, and `myelin get` names it.
 *
 *     npm run test:chaos
 *     MYELIN_CHAOS_SEED=7 MYELIN_CHAOS_FROM=13 MYELIN_CHAOS_ROUNDS=12 npm run test:chaos    rounds 13 to 24 of seed 7
 *     MYELIN_CHAOS_ONLY=quota MYELIN_CHAOS_ROUNDS=3 npm run test:chaos                      faults of whose name this is true
 *
 * What a round does follows from the seed and its number alone, so any part of a run can be repeated.
 */
const env = process.env;
const seed = Number(env['MYELIN_CHAOS_SEED'] ?? randomInt(1, 1_000_000));
const from = Number(env['MYELIN_CHAOS_FROM'] ?? 1);
const rounds = Number(env['MYELIN_CHAOS_ROUNDS'] ?? 50);
const only = new RegExp(env['MYELIN_CHAOS_ONLY'] ?? '');

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
      env['MYELIN_LAB_PROMETHEUS'] === undefined
        ? 'MYELIN_LAB_PROMETHEUS is not the address of a Prometheus'
        : undefined,
  };
}

let possible: readonly Fault[] = [];

/** Every fault once before any comes again, in an order of its own each time. */
function faultOf(round: number): Fault {
  const cycle = Math.floor((round - 1) / possible.length);
  return new Lots(seed * 1000 + cycle).shuffled(possible)[(round - 1) % possible.length]!;
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
    possible = FAULTS.filter((fault) => lacking(fault) === undefined && only.test(fault.name));
    say(`seed ${seed}, rounds ${from} to ${from + rounds - 1}, ${possible.length} of ${FAULTS.length} faults`);
  }, 300_000);
  afterAll(() => cluster?.remove());

  test.each(Array.from({ length: rounds }, (_, index) => from + index))(
    'round %i',
    async (round) => {
      const fault = faultOf(round);
      const began = Date.now();
      const played = new Round(cluster, fault, { seed, round, revision });
      const { faults, shown, heard, done } = await played.play();
      revision = played.revision;
      const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
      say(
        `round ${round}: ${fault.name}: ${faults.length === 0 ? 'ok' : 'FAILED'} in ${seconds(Date.now() - began)}; ` +
          `heard ${seconds(heard)}, done ${seconds(done)} after its end` +
          `${shown === '' ? '' : `; shown: ${shown.slice(0, 200)}`}${faults.map((one) => `\n    ${one}`).join('')}`,
      );
      expect(faults).toEqual([]);
    },
    600_000,
  );
});
