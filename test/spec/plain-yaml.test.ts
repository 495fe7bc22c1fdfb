import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlainYaml } from '../../lib/spec/plain-yaml';
import { readSource, writeSource } from '../../lib/spec/source';

/** A sign in a comment at the end, by which a text is none that is read plainly. */
const NOT_PLAIN = '\n# \u2009';

/** What the library makes of a text; undefined where it finds a fault. */
function byLibrary(text: string): readonly unknown[] | undefined {
  const { documents, issues } = readSource(`${text}${NOT_PLAIN}`, 'a.yaml');
  return issues.length > 0 ? undefined : documents.map(({ data }) => data);
}

const files = ['apps', 'test/fixtures'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);
const texts = files.map((file) => readFileSync(file, 'utf8'));

test('axons of the apps that have no aliases are read plainly, as the library reads them', () => {
  for (const name of ['digits', 'batch-scoring']) {
    const text = readFileSync(`apps/${name}/axon.yaml`, 'utf8');
    expect(readPlainYaml(text)).toEqual(byLibrary(text));
  }
});

test('whatever is read plainly is what the library reads, in every file and with a few signs changed in it', () => {
  let plain = 0;
  const signs = [
    ...' \n-:#|>"\'[]{},&*!?%@~0.a\t',
    '  ',
    ': ',
    ' #',
    '- ',
    '---\n',
    '\n  ',
    'null',
    'true',
    '1e3',
    '<<: ',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.constantFrom('', ...signs)), {
        maxLength: 3,
      }),
      (text, edits) => {
        const edited = edits.reduce((before, [where, gone, put]) => {
          const at = Math.floor(where * before.length);
          return `${before.slice(0, at)}${put}${before.slice(at + gone)}`;
        }, text);
        const read = readPlainYaml(edited);
        if (read === undefined) return;
        plain++;
        expect(read).toEqual(byLibrary(edited));
      },
    ),
    { numRuns: Number(process.env['MYELIN_YAML_RUNS'] ?? 300) },
  );
  expect(plain).toBeGreaterThan(0);
});

test('so it is of whatever data the library writes', () => {
  const data = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('10m', '>= 0.5', '1.0'),
      ),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z][\w.-]{0,8}$/), tie('node'), { maxKeys: 4 }),
    ),
  })).node;
  fc.assert(
    fc.property(data, (value) => {
      const text = writeSource(value);
      const read = readPlainYaml(text);
      if (read !== undefined) expect(read).toEqual(byLibrary(text));
    }),
    { numRuns: Number(process.env['MYELIN_YAML_RUNS'] ?? 300) },
  );
});

test.each([
  [
    'a: 1\nb: two # words\nc:\n- x\n- y: "z"\n  w: [1, {v: \'u\'}]\nd: |\n  line\n\n    more\ne:\n',
    [{ a: 1, b: 'two', c: ['x', { y: 'z', w: [1, { v: 'u' }] }], d: 'line\n\n  more\n', e: null }],
  ],
  ['# nothing\n---\n---\na: -1.5\n---\nb: {}\n', [{ a: -1.5 }, { b: {} }]],
  ['a: 1h30m\nb: ~/x\n', undefined],
  ['a: &anchor 1\n', undefined],
  ['a: one\n  two\n', undefined],
  ['a: 1\na: 2\n', undefined],
  ['a: "b\\n"\n', undefined],
  [`a: "b \\"c\\" \\\\"\nb: 'it''s'\nc: .\nd: .git\n`, [{ a: 'b "c" \\', b: "it's", c: '.', d: '.git' }]],
  ['a: .inf\n', undefined],
  ['a: 0x1f\n', undefined],
  ['a: b: c\n', undefined],
  ['a:\n\tb: c\n', undefined],
])('%j', (text, data) => expect(readPlainYaml(text)).toEqual(data));
