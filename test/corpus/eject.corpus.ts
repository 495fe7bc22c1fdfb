import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilerFaults, unformatted } from '../constructs/checked-programs';
import { ejectText, madeOf, run } from '../constructs/ejected';

/** Axons that others published, in the folder that MYELIN_CORPUS names, eject as ours do. */
const folder = process.env['MYELIN_CORPUS'];

if (folder === undefined) {
  test.skip('SKIPPED: MYELIN_CORPUS does not name the folder of published axons', () => undefined);
} else {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const programs = Object.fromEntries(
    files.map((name) => [name, ejectText(readFileSync(join(folder, name), 'utf8'))] as const),
  );

  beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  test.each(files)('%s ejects to a program that makes the same specs, tree and bytes', (name) => {
    const made = run(programs[name]!);
    const read = madeOf(join(folder, name), made.specs[0]!.metadata.name);
    expect(made.specs).toEqual(read.specs);
    expect(made.tree).toEqual(read.tree);
    expect(made.text).toBe(read.text);
  });

  test('what is ejected compiles under strict rules, and is formatted', () => {
    expect(compilerFaults(programs)).toEqual([]);
    expect(unformatted(programs)).toEqual([]);
  }, 120_000);
}
