import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../docs/decisions');
const FILES = readdirSync(FOLDER).sort();

test('decisions are numbered from 1 without a gap, each number once', () => {
  expect(FILES.map((file) => Number(file.slice(0, 4)))).toEqual(FILES.map((_, index) => index + 1));
});

test.each(FILES)('%s begins with its number', (file) => {
  expect(readFileSync(join(FOLDER, file), 'utf8')).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. \\S`));
});
