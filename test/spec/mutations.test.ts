import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ISSUE_CODES } from '../../lib/spec/issue-codes';
import { hasErrors } from '../../lib/spec/issue';
import { loadAxons, resolveDocument } from '../../lib/spec/load';
import { renderIssues } from '../../lib/spec/render';
import { readSource } from '../../lib/spec/source';
import { runs } from '../runs';

/** Every run of these tests mutates alike. */
const SEED = 20260101;

const FOLDERS = ['test/fixtures/axons', ...[process.env['MYELIN_CORPUS'] ?? ''].filter((folder) => existsSync(folder))];

const TEXTS = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

/** What people and broken tools do to a text. */
const EDITS: readonly ((lines: string[], at: number, junk: string) => void)[] = [
  (lines, at) => lines.splice(at, 1),
  (lines, at) => lines.splice(at, 0, lines[at] ?? ''),
  (lines, at) => lines.splice(at, 0, ...lines.splice(at + 1, 1)),
  (lines, at) => (lines[at] = `  ${lines[at]}`),
  (lines, at) => (lines[at] = (lines[at] ?? '').replace(/^ {2}/, '')),
  (lines, at) => (lines[at] = (lines[at] ?? '').replace(/^ +/, '\t')),
  (lines, at, junk) => (lines[at] = `${lines[at]}${junk}`),
  (lines, at, junk) => (lines[at] = (lines[at] ?? '').replace(/: .*$/, `: ${junk}`)),
  (lines, at, junk) => (lines[at] = (lines[at] ?? '').replace(/\w+:/, `${junk}:`)),
  (lines, at) => (lines[at] = (lines[at] ?? '').replace(/[{}[\]'":]/, '')),
  (lines, at) => lines.splice(at),
];

const junk = fc.oneof(
  fc.constantFrom(
    '{',
    '[',
    '*a',
    '&a',
    '<<',
    'null',
    '~',
    '-1',
    '1e999',
    '{{',
    '{{x}}',
    '!!set',
    '|',
    '0x',
    '\u0000',
    '__proto__',
  ),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constant('{{workflow.parameters.nothing}}'),
);

test('texts with faults in them are read or refused, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TEXTS),
      fc.array(fc.tuple(fc.nat(), fc.nat(EDITS.length - 1), junk), { minLength: 1, maxLength: 4 }),
      (text, edits) => {
        const lines = text.split('\n');
        for (const [at, edit, value] of edits) EDITS[edit]?.(lines, at % lines.length, value);
        sound(lines.join('\n'));
      },
    ),
    { seed: SEED, numRuns: runs(250, 1000) },
  );
}, 300_000);

type Mutation = readonly [steps: readonly number[], value: unknown, key: string | undefined];

/** Puts `value` somewhere into a document, or under another key. */
function mutate(data: unknown, [steps, value, key]: Mutation): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || data === null || typeof data !== 'object') return value;
  const entries = Object.entries(data);
  const at = entries.length === 0 ? 0 : step % entries.length;
  const mutated = entries.map(([name, item], index) => {
    if (index !== at) return [name, item] as const;
    return rest.length === 0 && key !== undefined
      ? ([key, item] as const)
      : ([name, mutate(item, [rest, value, key])] as const);
  });
  return Array.isArray(data) ? mutated.map(([, item]) => item) : Object.fromEntries(mutated);
}

test('documents with wrong values in them are resolved or refused', () => {
  const documents = TEXTS.flatMap((text) => readSource(text, 'axon.yaml').documents.map(({ data }) => data));
  const word = fc.constantFrom('name', 'tasks', 'task', 'spec', 'train', 'kind', '__proto__', 'constructor', '', 'x y');
  const mutation: fc.Arbitrary<Mutation> = fc.tuple(
    fc.array(fc.nat(50), { minLength: 1, maxLength: 12 }),
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), junk, word),
    fc.option(word, { nil: undefined, freq: 3 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.array(mutation, { minLength: 1, maxLength: 4 }), (document, all) => {
      const { axon, issues } = resolveDocument(all.reduce<unknown>(mutate, document));
      expect(axon !== undefined).toBe(!hasErrors(issues));
      expect(issues.every(({ code, message }) => code in ISSUE_CODES && message.length < 1000)).toBe(true);
    }),
    { seed: SEED, numRuns: runs(250, 1000) },
  );
}, 300_000);

/** Whatever a text is: issues have codes, words and places inside it, and only what has no error is an axon. */
function sound(text: string): void {
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  const lines = text.split('\n').length;
  for (const { code, message, at } of issues) {
    expect(Object.keys(ISSUE_CODES)).toContain(code);
    expect(message).not.toMatch(/undefined|\[object|NaN|\.$/);
    expect(at?.line).toBeGreaterThanOrEqual(1);
    expect(at?.line).toBeLessThanOrEqual(lines);
  }
  if (issues.length === 0) expect(axons.every(({ axon }) => axon !== undefined)).toBe(true);
  expect(renderIssues(issues, { sources: new Map([['axon.yaml', text]]) })).toEqual(expect.any(String));
}

describe('a hostile text gets one diagnostic, and soon', () => {
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  const nines = (letter: string) => `[${Array(9).fill(letter).join(', ')}]`;
  const bomb = ['a: &a ["x"]', ...[...'bcdefghij'].map((c, i) => `${c}: &${c} ${nines(`*${'abcdefghij'[i]}`)}`)].join(
    '\n',
  );

  test.each<[name: string, text: string, code: string]>([
    ['ten million characters', 'a: '.padEnd(10_000_000, 'x'), 'MYL1009'],
    ['brackets without end', '['.repeat(200_000), 'MYL1009'],
    ['nine hundred brackets', '['.repeat(900) + ']'.repeat(900), 'MYL1009'],
    ['a list in a list in a list', '- '.repeat(100_000), 'MYL1009'],
    ['keys in keys', many(300, (i) => `${' '.repeat(i)}a:`), 'MYL1009'],
    ['aliases of aliases of aliases', bomb, 'MYL1009'],
    ['an alias inside of what it stands for', 'a: &a [*a]', 'MYL1009'],
    ['thousands of aliases', `x: &x 1\n${many(5000, (i) => `y${i}: *x`)}`, 'MYL1009'],
    ['an alias of nothing', 'a: *b', 'MYL1002'],
    ['a hundred thousand commas', `[${','.repeat(100_000)}]`, 'MYL1002'],
    ['a hundred thousand quotes', '"'.repeat(100_000), 'MYL1002'],
    ['tags without end', '!a '.repeat(50_000), 'MYL1002'],
    ['twenty thousand keys', many(20_000, (i) => `k${i}:`), 'MYL1007'],
    ['bytes that are no text', '\u0000\u0001\ufffd', 'MYL1007'],
  ])('%s', (_, text, code) => {
    const { issues } = loadAxons(text, { file: 'axon.yaml' });
    expect(issues.map((one) => one.code)).toEqual([code]);
  });

  test('a thousand sensors that name tasks which are not there', () => {
    const tasks = many(1000, (i) => `    - {name: T${i}, container: {image: x}}`);
    const sensors = many(1000, (i) => `    - {name: S${i}, tasks: [{resourceExecutor: {task: X${i}}}]}`);
    const header = 'apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: many}\nspec:\n';
    const { issues } = loadAxons(`${header}  tasks:\n${tasks}\n  sensors:\n${sensors}\n`, { file: 'axon.yaml' });
    expect(issues.filter(({ code }) => code === 'MYL1101')).toHaveLength(1000);
  });
});
