import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasErrors } from '../../lib/spec/issue';
import { loadAxons } from '../../lib/spec/load';
import { compilerFaults, unformatted } from './checked-programs';
import { AxonSpecError } from '../../lib/constructs';
import { ejectText, madeOf, run, type Made } from './ejected';
import { axons } from './generated-axons';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'myelin-eject-'))));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
afterEach(() => jest.restoreAllMocks());

/** `npm run test:eject`, a step of CI of its own, makes 500; with every other test, there too, the first few of the same seed. */
const many = process.env['MYELIN_EJECT_RUNS'];
const numRuns = Number(many ?? 15);

/** What is made of a file. Rules that the mesh cannot keep are refused at synthesis, so such an axon is no case. */
function readOrSkip(file: string, chart: string): Made {
  try {
    return madeOf(file, chart);
  } catch (fault) {
    fc.pre(!(fault instanceof AxonSpecError));
    throw fault;
  }
}

test('generated axons eject to programs that make the same specs, trees and bytes', () => {
  fc.assert(
    fc.property(axons, (axon) => {
      const file = join(folder, 'axon.yaml');
      const text = JSON.stringify(axon);
      writeFileSync(file, text);
      const read = readOrSkip(file, (axon['metadata'] as { readonly name: string }).name);
      const made = run(ejectText(text));
      expect(made.specs).toEqual(read.specs);
      expect(made.tree).toEqual(read.tree);
      expect(made.text).toBe(read.text);
    }),
    // A generator of whose axons more than half are refused is to be mended.
    { numRuns, seed: 1, endOnFailure: true, maxSkipsPerRun: 1 },
  );
}, 600_000);

const isSound = (text: string) => !hasErrors(loadAxons(text, { file: 'axon.yaml' }).issues);

test('a sample of them compiles under strict rules, and is formatted', () => {
  const sound = axons.filter((axon) => isSound(JSON.stringify(axon)));
  const sample = fc.sample(sound, { numRuns: many === undefined ? 10 : 30, seed: 2 });
  const programs = Object.fromEntries(sample.map((axon, index) => [`axon${index}`, ejectText(JSON.stringify(axon))]));
  expect(compilerFaults(programs)).toEqual([]);
  expect(unformatted(programs)).toEqual([]);
}, 120_000);
