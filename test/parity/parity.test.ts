import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadAxons } from '../../lib/spec/load';
import type { Axon } from '../../lib/spec/axon';
import { runs } from '../runs';
import { inTheCluster, onOneMachine } from './hands';
import { record } from './recording';

/** The same axon, told the same, decides the same in both hands: the words of every decision included. */

const APPS = readdirSync('apps').filter((app) => existsSync(`apps/${app}/axon.yaml`));
const SEEDS = Array.from({ length: runs(2, 6) }, (_, index) => index + 1);
const HOURS = 6;

function load(app: string): Axon {
  const file = `apps/${app}/axon.yaml`;
  return loadAxons(readFileSync(file, 'utf8'), { file }).axons[0]!.axon!;
}

describe.each(APPS)('%s', (app) => {
  test.each(SEEDS)(
    'a recorded life has equal journals on one machine, in the cluster, and in the cluster with restarts, seed %i',
    async (seed) => {
      const axon = load(app);
      const { told, journal } = record(axon, seed, HOURS);
      expect(journal.length).toBeGreaterThan(20);
      expect(onOneMachine(axon, told)).toEqual(journal);
      expect(await inTheCluster(axon, told)).toEqual(journal);
      expect(await inTheCluster(axon, told, 50)).toEqual(journal);
    },
    60_000,
  );
});
