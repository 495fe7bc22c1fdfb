import { readFileSync } from 'node:fs';
import { loadAxons } from '../../lib/spec/load';

test('the digits axon and its desired state are one and the same spec', () => {
  const [steps, state] = ['axon', 'desired'].map((name) => {
    const file = `apps/digits/${name}.yaml`;
    const { axons, issues } = loadAxons(readFileSync(file, 'utf8'), { file });
    expect(issues).toEqual([]);
    return axons[0]?.axon;
  });
  expect(steps?.spec).toEqual(state?.spec);
  expect(steps?.hash).toBe(state?.hash);
});
