import { diagnose, HEADER } from '../diagnose';

test('a score as loss metric with no direction', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, lossMetric: test_accuracy}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:51 warning MYL1401 spec.tasks[0].train.lossMetric test_accuracy is named like a score, but less of it counts as better
    6 |   tasks:
  > 7 |     - {name: Train, train: {image: x, lossMetric: test_accuracy}}
      |                                                   ^^^^^^^^^^^^^
    8 |   sensors:
  hint: add lossMetricSelector: greater, or less if that is meant
1 warning`);
});

test('a budget of 0', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: x
        lossMetric: loss
        hpTuning:
          minBudget: 0
          maxBudget: 9
          params:
            - {type: Categorical, name: a, categorical: {values: [1, 2]}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:22 error MYL1402 spec.tasks[0].train.hpTuning.minBudget minBudget must be a positive number, got 0
    11 |         hpTuning:
  > 12 |           minBudget: 0
       |                      ^
    13 |           maxBudget: 9
  hint: use a positive number such as 1
1 error`);
});

test('a range from above', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: x
        lossMetric: loss
        hpTuning:
          minBudget: 1
          maxBudget: 9
          params:
            - {type: UniformFloat, name: rate, numerical: {lower: "1.0", upper: "0.1"}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:15:67 error MYL1403 spec.tasks[0].train.hpTuning.params[0].numerical.lower lower of rate must be less than upper, got 1 and 0.1
    14 |           params:
  > 15 |             - {type: UniformFloat, name: rate, numerical: {lower: "1.0", upper: "0.1"}}
       |                                                                   ^^^^^
    16 |
  hint: swap them
1 error`);
});

test('a search without a loss metric', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: x
        hpTuning:
          minBudget: 1
          maxBudget: 9
          params:
            - {type: Categorical, name: a, categorical: {values: [1, 2]}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:10:9 error MYL1404 spec.tasks[0].train.hpTuning Train searches hyperparameters but names no lossMetric
     9 |         image: x
  > 10 |         hpTuning:
       |         ^^^^^^^^
    11 |           minBudget: 1
  hint: add lossMetric, and lossMetricSelector: greater if more is better
1 error`);
});
