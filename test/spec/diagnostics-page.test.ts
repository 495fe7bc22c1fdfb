import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ISSUE_CODES } from '../../lib/spec/issue-codes';

const PAGE = readFileSync('docs/diagnostics.md', 'utf8');

const ROWS = PAGE.split('\n')
  .filter((line) => /^\| MYL\d{4} /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1)); // prettier-ignore

test('the page has every code of the table, with its severity and title', () => {
  const table = Object.entries(ISSUE_CODES).map(([code, { severity, title }]) => [code, severity, title]);
  expect(ROWS.map((row) => row.slice(0, 3))).toEqual(table.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
});

test('for every code the page says what to do', () => {
  expect(ROWS.filter(([, , , action]) => action === undefined || action === '')).toEqual([]);
});

test('titles read like messages: lower case, no period', () => {
  const titles = Object.values(ISSUE_CODES).map(({ title }) => title);
  // Names of things keep their capitals.
  const ownCapitals = /^(Spark|TFJobs)/;
  expect(titles.filter((title) => title.endsWith('.') || (/^[A-Z]/.test(title) && !ownCapitals.test(title)))).toEqual(
    [],
  );
});

test('every code that reading a document can give is shown whole by a test', () => {
  const folder = 'test/spec/diagnostics';
  const shown = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const codes = Object.keys(ISSUE_CODES).filter((code) => code >= 'MYL1002' && code < 'MYL2000');
  expect(codes.filter((code) => !shown.includes(` ${code} `))).toEqual([]);
});
