import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadAxons } from '../../lib/spec/load';
import type { Axon } from '../../lib/spec/axon';
import type { Entry } from '../../lib/engine/journal';
import { axon, deployer } from '../engine/axons';
import { runs } from '../runs';
import { inTheCluster, onOneMachine } from './hands';
import { record } from './recording';

/** The same axon, told the same, decides the same in both hands: the words of every decision included. */

const APPS = readdirSync('apps').filter((app) => existsSync(`apps/${app}/axon.yaml`));
const SEEDS = Array.from({ length: runs(2, 6) }, (_, index) => index + 1);
const HOURS = 6;

const CANARY =
  ', rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 10}, {destinationIndex: 1, weight: 90}]}]';

/** It deploys whatever it trained, so that there are versions to go back to. */
const EAGER = axon(
  { T: '', D: '' },
  `
- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d', CANARY)}]}`,
);

function load(text: string, file: string): Axon {
  return loadAxons(text, { file }).axons[0]!.axon!;
}

async function expectEqual(axon: Axon, seed: number, hours: number): Promise<readonly Entry[]> {
  const { told, journal } = record(axon, seed, hours);
  expect(journal.length).toBeGreaterThan(20);
  expect(onOneMachine(axon, told)).toEqual(journal);
  expect(await inTheCluster(axon, told)).toEqual(journal);
  expect(await inTheCluster(axon, told, 50)).toEqual(journal);
  return journal;
}

describe.each(APPS)('%s', (app) => {
  test.each(SEEDS)(
    'a recorded life has equal journals on one machine, in the cluster, and in the cluster with restarts, seed %i',
    async (seed) => {
      const file = `apps/${app}/axon.yaml`;
      await expectEqual(load(readFileSync(file, 'utf8'), file), seed, HOURS);
    },
    60_000,
  );
});

test('a life with rollbacks and promotions, to versions that stand and to retired ones, has equal journals too', async () => {
  const types = new Set<Entry['type']>();
  for (const seed of SEEDS) {
    for (const { type } of await expectEqual(load(EAGER, 'axon.yaml'), seed, 2 * HOURS)) types.add(type);
  }
  const moves = ['RollbackStarted', 'RolledBack', 'PromotionStarted', 'Promoted'] as const;
  expect(moves.filter((type) => !types.has(type))).toEqual([]);
}, 60_000);
