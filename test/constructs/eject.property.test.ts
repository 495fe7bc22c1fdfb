import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilerFaults, unformatted } from './checked-programs';
import { ejectText, madeOf, run } from './ejected';
import { axons } from './generated-axons';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'myelin-eject-'))));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
afterEach(() => jest.restoreAllMocks());

/** `npm run test:eject` makes 500; with every other test, a few. */
const numRuns = Number(process.env['MYELIN_EJECT_RUNS'] ?? 40);

test('generated axons eject to programs that make the same specs, trees and bytes', () => {
  fc.assert(
    fc.property(axons, (axon) => {
      const file = join(folder, 'axon.yaml');
      const text = JSON.stringify(axon);
      writeFileSync(file, text);
      const made = run(ejectText(text));
      const read = madeOf(file, made.specs[0]!.metadata.name);
      expect(made.specs).toEqual(read.specs);
      expect(made.tree).toEqual(read.tree);
      expect(made.text).toBe(read.text);
    }),
    { numRuns, seed: 1 },
  );
}, 600_000);

test('a sample of them compiles under strict rules, and is formatted', () => {
  const sample = fc.sample(axons, { numRuns: 30, seed: 2 });
  const programs = Object.fromEntries(sample.map((axon, index) => [`axon${index}`, ejectText(JSON.stringify(axon))]));
  expect(compilerFaults(programs)).toEqual([]);
  expect(unformatted(programs)).toEqual([]);
}, 120_000);
