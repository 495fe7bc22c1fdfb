import { meshWeights } from '../../lib/mesh/weights';

test.each([
  [
    [90, 10],
    [90, 10],
  ],
  [
    [1, 0, 3],
    [1, 0, 3],
  ],
  [
    [0.5, 99.5],
    [500, 99_500],
  ],
  [
    [1e-9, 1],
    [1, 100_000],
  ],
  [
    [2e6, 2e6],
    [50_000, 50_000],
  ],
  [[7], [100]],
  [[], []],
])('weights %j are whole to a mesh: %j', (weights, expected) => {
  expect(meshWeights(weights)).toEqual(expected);
});
