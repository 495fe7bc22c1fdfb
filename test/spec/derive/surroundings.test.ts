import { readFileSync } from 'node:fs';
import { surroundingsOf } from '../../../lib/spec/derive/surroundings';

test('the page of security has every key of the surroundings, and no other', () => {
  const {
    mesh: _,
    knowsCallers,
    scraped,
    open,
    ...keys
  } = surroundingsOf({ mesh: 'istio', scraped: true, open: true });
  expect([knowsCallers, scraped, open]).toEqual([true, true, true]);
  const page = readFileSync('docs/security.md', 'utf8');
  const table = page.slice(
    page.indexOf('`surroundings` tells how things are called'),
    page.indexOf('`cluster.json` says these'),
  );
  const rows = [...table.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key]) => key ?? '');
  expect(rows.sort()).toEqual(Object.keys(keys).sort());
});
