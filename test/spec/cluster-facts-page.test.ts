import { readFileSync } from 'node:fs';
import { readClusterFacts } from '../../lib/spec/cluster-facts';
import { clusterFacts } from '../../lib/spec/schema/cluster';
import { formatPattern, outline } from '../../lib/spec/schema-outline';

const PAGE = readFileSync('docs/cluster-facts.md', 'utf8');

test('the page has every key of the facts, with its meaning', () => {
  const rows = PAGE.split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('\\', '').replaceAll('`', '')).slice(1, 3)); // prettier-ignore
  expect(rows).toEqual(outline(clusterFacts).map(({ path, description }) => [formatPattern(path), description ?? '']));
});

test('the example of the page is what it should be', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  expect(readClusterFacts(example, 'cluster.json')).toMatchObject({
    issues: [],
    facts: { defaultNamespace: 'research' },
  });
});
