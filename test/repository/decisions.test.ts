import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../docs/decisions');
const FILES = readdirSync(FOLDER).sort();

test('no two decisions have one number', () => {
  const numbers = FILES.map((file) => file.slice(0, 4));
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});

test.each(FILES)('%s begins with its number', (file) => {
  expect(readFileSync(join(FOLDER, file), 'utf8')).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. \\S`));
});
