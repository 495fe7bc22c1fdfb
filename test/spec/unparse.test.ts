import { readFileSync } from 'node:fs';
import { loadAxons } from '../../lib/spec/load';
import { specToYaml } from '../../lib/spec/unparse';

test('a spec written as YAML and read again is the same spec', () => {
  const text = readFileSync('apps/digits/desired.yaml', 'utf8');
  const { axons, issues } = loadAxons(text, { file: 'desired.yaml' });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [first] = axons;
  if (first?.axon === undefined) throw new Error('desired.yaml does not load');
  const again = loadAxons(specToYaml(first.axon.spec), { file: 'again.yaml' });
  expect(again.axons[0]?.axon?.spec).toEqual(first.axon.spec);
  expect(again.axons[0]?.axon?.hash).toBe(first.axon.hash);
});
