import { readFileSync } from 'node:fs';
import { CLOUD_CODES } from '../../cloud/shared/fault';

test('the page of clouds has every code of the table, with its words, and no other', () => {
  const page = readFileSync('docs/cloud/README.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(CLOUD\d{3})` \| (.*?) +\|/gm)].map(([, code, what]) => [code, what]);
  expect(rows).toEqual(Object.entries(CLOUD_CODES));
});
