import { readFileSync } from 'node:fs';
import { loadAxons } from '../../lib/spec/load';
import { schemaOutline } from '../../lib/spec/parse';
import { entriesOf, REFERENCE_TABLES, rowsOf } from './reference-tables';

const PAGE = readFileSync('docs/language.md', 'utf8');

/** The page's sections by heading. */
const SECTIONS = new Map(
  PAGE.split(/^#+ /m).map((section) => {
    const [heading = '', ...lines] = section.split('\n');
    return [heading.replaceAll('`', ''), lines.join('\n')];
  }),
);

/** The rows of a section's table, without the padding and escapes that the formatter adds. */
function writtenRows(heading: string): readonly string[] {
  return (SECTIONS.get(heading) ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => squeeze(line.replaceAll('\\', '')));
}

function squeeze(row: string): string {
  return row.replace(/\s+/g, ' ').trim();
}

test.each(REFERENCE_TABLES)('the section $heading has every key that the schema has at $at, and no other', (table) => {
  expect(writtenRows(table.heading)).toEqual(rowsOf(table).map(squeeze));
});

test('every key of the language is in some table and says what it means', () => {
  const shown = new Set(REFERENCE_TABLES.flatMap((table) => entriesOf(table)).map(({ path }) => path.join('.')));
  const elsewhere = (path: string) =>
    shown.has(path.replace(/^spec\.tasks\.\[\]\.\w+/, 'spec.tasks.[].container')) ||
    shown.has(path.replace(/models\.\[\]\.routingStrategy\.\[\]\.match/, 'rolloutSpec.[].match'));
  const all = schemaOutline().map(({ path }) => path.join('.'));
  expect(all.filter((path) => !shown.has(path) && !elsewhere(path))).toEqual([]);
  expect(schemaOutline().filter(({ description }) => description === undefined)).toEqual([]);
});

test('every example of the page is an axon about which there is nothing to say', () => {
  const examples = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(0);
  for (const text of examples) {
    const { axons, issues } = loadAxons(text, { file: 'language.md' });
    expect(axons).toHaveLength(1);
    expect(issues.filter(({ code }) => code !== 'MYL1202')).toEqual([]);
  }
});
