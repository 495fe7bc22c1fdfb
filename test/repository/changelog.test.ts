import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const CHANGELOG = readFileSync(resolve(__dirname, '../../CHANGELOG.md'), 'utf8');

test('a change is told once', () => {
  const entries = CHANGELOG.split(/^- /m).slice(1);
  expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([]);
});
