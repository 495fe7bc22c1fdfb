import fc from 'fast-check';
import { trialArguments, trialParametersJson } from '../../../lib/engine/tuning/trial-arguments';
import { startStudy } from '../../../lib/engine/tuning/study';
import { settings } from './simulate';

test('a trial gets its configuration id, its hyperparameters and its budget, in this order', () => {
  const params = { rate: 0.0318427, depth: 4, loss: 'mse', shuffle: true };

  expect(trialArguments({ configId: '0_0_1', params, budget: 9 })).toEqual([
    '--config_id=0_0_1',
    '--rate=0.0318427',
    '--depth=4',
    '--loss=mse',
    '--shuffle=true',
    '--budget=9',
  ]);
});

test('the same as JSON', () => {
  const params = { rate: 0.0318427, depth: 4, loss: 'mse', shuffle: true };

  expect(trialParametersJson({ configId: '0_0_1', params, budget: 9 })).toBe(
    '{"config_id":"0_0_1","rate":0.0318427,"depth":4,"loss":"mse","shuffle":true,"budget":9}',
  );
});

test('a value with spaces, quotes or an equals sign stays one argument', () => {
  const params = { note: `a "b" c=d` };

  expect(trialArguments({ configId: '0_0_0', params, budget: 1 })[1]).toBe('--note=a "b" c=d');
});

test('any number is the same text in both, and reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const trial = { configId: '0_0_0', params: { x }, budget: 1 };
      const text = trialArguments(trial)[1]?.slice('--x='.length);
      expect(trialParametersJson(trial)).toContain(`"x":${text},`);
      expect(Number(text) === x).toBe(true);
    }),
  );
});

test('a budget that is no decimal is written so that it reads back', () => {
  const [first] = startStudy(settings(10, 1, { minBudget: 3 })).ready(new Set(), 1);

  expect(trialArguments(first!).at(-1)).toBe('--budget=3.3333333333333335');
});

test('on a higher rung only the budget changes', () => {
  const study = startStudy(settings(3, 1));
  for (const { id, configuration } of study.ready(new Set())) study.record({ id, loss: configuration, metrics: {} });
  const [before, after] = [study.trial('0_0_0'), study.trial('0_1_0')].map(trialArguments);

  expect(after?.slice(0, -1)).toEqual(before?.slice(0, -1));
  expect([before?.at(-1), after?.at(-1)]).toEqual(['--budget=1', '--budget=3']);
});
