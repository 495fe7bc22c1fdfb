import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepVariables, readKeepList, type KeepList } from '../../../lib/runtime/store/keep-list';
import { runSweep, STALE, sweepStore, YOUNG } from '../../../lib/runtime/store/sweep';
import { StoreLayout } from '../../../lib/spec/derive/store-layout';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'store-'))));
afterEach(() => rmSync(root, { recursive: true }));

const NOW = 1_800_000_000_000;

function kept(parts: Partial<Record<'data' | 'models' | 'checkpoints' | 'attempts', string[]>>): KeepList {
  const set = (name: keyof typeof parts) => new Set(parts[name] ?? []);
  return {
    asOf: NOW,
    data: set('data'),
    models: set('models'),
    checkpoints: set('checkpoints'),
    attempts: set('attempts'),
  };
}

const PATHS = [
  'data/r1',
  'data/r2',
  'models/t-r1',
  'models/t-r2/0_0_0',
  'models/t-r2/0_0_1',
  'attempts/t-r1-a1',
  'store/own',
];

function fill(): void {
  for (const path of PATHS) mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'by-hand.json'), '{}');
}

const left = () => PATHS.filter((path) => existsSync(join(root, path)));

test('what is not on the list goes, what people put into the root and the store of what outlives runs stay', async () => {
  fill();
  const list = kept({ data: ['r2'], models: ['t-r2/0_0_1'] });
  const swept = await sweepStore(new StoreLayout(root), list, { now: NOW, young: -1 });
  expect(swept).toEqual({ removed: 4, young: 0, faults: [] });
  expect(left()).toEqual(['data/r2', 'models/t-r2/0_0_1', 'store/own']);
  expect(existsSync(join(root, 'by-hand.json'))).toBe(true);
});

test('what is young stays: it may be of a run that began after the list was made', async () => {
  fill();
  expect(await sweepStore(new StoreLayout(root), kept({}), { now: NOW, young: YOUNG })).toMatchObject({
    removed: 0,
    young: 5,
  });
  expect(left()).toEqual(PATHS);
});

test('a list that is old is not acted upon, since it may be older than what is old enough to go', async () => {
  fill();
  const late = { now: NOW + STALE + 1, young: -1 };
  expect(await sweepStore(new StoreLayout(root), kept({}), late)).toBe('the list is 30 minutes old');
  expect(left()).toEqual(PATHS);
  expect(STALE).toBeLessThan(YOUNG);
});

test('nor is one of which the time has not come, since nobody knows how old it is: a clock jumped', async () => {
  fill();
  const early = { now: NOW - STALE - 1, young: -1 };
  expect(await sweepStore(new StoreLayout(root), kept({}), early)).toBe(
    'the list is of 30 minutes from now: a clock is wrong',
  );
  expect(left()).toEqual(PATHS);
});

test('a sweep that a person starts deletes nothing', async () => {
  const said: string[] = [];
  expect(await runSweep({}, (text) => said.push(text))).toBe(0);
  expect(said).toEqual(['nothing is deleted: only the runtime knows what is needed, and starts this by itself']);
});

test('a list of any length comes through the variables of a Job as it is; one that lacks a part is none', () => {
  let seed = 1;
  const noise = () => (seed = (seed * 48_271) % 2_147_483_647).toString(36);
  const list = kept({ data: Array.from({ length: 60_000 }, noise), attempts: ['a-1'] });
  const variables = keepVariables(list);
  expect(variables.length).toBeGreaterThan(2);
  expect(variables.every(({ value }) => value.length <= 100_000)).toBe(true);
  const env = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  expect(readKeepList(env)).toEqual(list);
  delete env[variables[1]!.name];
  expect(readKeepList(env)).toBeUndefined();
});
