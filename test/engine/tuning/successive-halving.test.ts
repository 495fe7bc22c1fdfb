import fc from 'fast-check';
import { SuccessiveHalving } from '../../../lib/engine/tuning/successive-halving';
import type { SchedulerDecision } from '../../../lib/engine/tuning/scheduler';
import { parseTrialId, trialId } from '../../../lib/engine/tuning/trial';

const NINE = {
  index: 2,
  rungs: [
    { budget: 1, configurations: 9 },
    { budget: 3, configurations: 3 },
    { budget: 9, configurations: 1 },
  ],
};

const bracketOfNine = (direction: 'less' | 'greater' = 'less') => new SuccessiveHalving(NINE, direction);
const ids = (bracket: SuccessiveHalving, inFlight: string[] = [], limit = Infinity) =>
  bracket.ready(new Set(inFlight), limit).map(trialId);

/** Ends the trials in the order told; the loss of configuration k is `losses[k]`. */
function end(
  bracket: SuccessiveHalving,
  rung: number,
  losses: readonly (number | undefined)[],
  order: readonly number[] = losses.map((_, configuration) => configuration),
): SchedulerDecision[] {
  return order.flatMap((configuration) => [
    ...bracket.record({ bracket: 2, rung, configuration }, losses[configuration]),
  ]);
}

test('the first rung is ready at once, in order, less what is in flight and no more than the limit', () => {
  const bracket = bracketOfNine();

  expect(bracket.ready(new Set(), 2)).toEqual([
    { bracket: 2, rung: 0, configuration: 0, budget: 1 },
    { bracket: 2, rung: 0, configuration: 1, budget: 1 },
  ]);
  expect(ids(bracket, ['2_0_0', '2_0_2'], 2)).toEqual(['2_0_1', '2_0_3']);
  expect(ids(bracket)).toHaveLength(9);
});

test('nothing goes on before the last trial of the rung has ended', () => {
  const bracket = bracketOfNine();
  end(bracket, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

  expect(ids(bracket, ['2_0_8'])).toEqual([]);
  expect(ids(bracket)).toEqual(['2_0_8']);
});

test('the best third goes on, with the reason', () => {
  const bracket = bracketOfNine();

  expect(end(bracket, 0, [0.9, 0.1, 0.8, 0.3, 0.7, 0.2, 0.6, 0.5, 0.4])).toEqual([
    {
      kind: 'promoted',
      bracket: 2,
      rung: 0,
      budget: 1,
      kept: ['2_0_1', '2_0_5', '2_0_3'],
      reason: 'kept 3 of 9 at budget 1: 0.1 (2_0_1) to 0.3 (2_0_3), the best dropped was 0.4 (2_0_8)',
    },
  ]);
  expect(bracket.ready(new Set(), Infinity)).toEqual([
    { bracket: 2, rung: 1, configuration: 1, budget: 3 },
    { bracket: 2, rung: 1, configuration: 3, budget: 3 },
    { bracket: 2, rung: 1, configuration: 5, budget: 3 },
  ]);
});

test('a greater value is better where the direction says so', () => {
  const [decision] = end(bracketOfNine('greater'), 0, [0.9, 0.1, 0.8, 0.3, 0.7, 0.2, 0.6, 0.5, 0.4]);

  expect(decision).toMatchObject({
    kept: ['2_0_0', '2_0_2', '2_0_4'],
    reason: 'kept 3 of 9 at budget 1: 0.9 (2_0_0) to 0.7 (2_0_4), the best dropped was 0.6 (2_0_6)',
  });
});

test('of equal losses the lower configuration goes on, and the reason says that it was a tie', () => {
  const [decision] = end(bracketOfNine(), 0, [5, 1, 1, 1, 1, 5, 5, 5, 5]);

  expect(decision).toMatchObject({
    kept: ['2_0_1', '2_0_2', '2_0_3'],
    reason: 'kept 3 of 9 at budget 1: 1 (2_0_1) to 1 (2_0_3), the best dropped was 1 (2_0_4), equal but listed later',
  });
});

test('a failed trial ranks last and never goes on, so a rung may be smaller than planned', () => {
  const none = undefined;
  const bracket = bracketOfNine();

  expect(end(bracket, 0, [none, none, 0.5, none, none, none, 1e308, none, none])).toMatchObject([
    {
      kept: ['2_0_2', '2_0_6'],
      reason: 'kept 2 of 9 at budget 1: 0.5 (2_0_2) to 1e+308 (2_0_6), 7 failed',
    },
  ]);
  expect(ids(bracket)).toEqual(['2_1_2', '2_1_6']);
});

test('if every trial of a rung failed the bracket ends', () => {
  const bracket = bracketOfNine();

  expect(end(bracket, 0, new Array<undefined>(9).fill(undefined))).toEqual([
    { kind: 'bracketEnded', bracket: 2, reason: 'bracket 2 ended at budget 1: 9 failed, none succeeded' },
  ]);
  expect(bracket.finished).toBe(true);
  expect(ids(bracket)).toEqual([]);
});

test('the last rung ends the bracket with its best', () => {
  const bracket = bracketOfNine();
  end(bracket, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  end(bracket, 1, [3, 2, 1]);

  expect(bracket.finished).toBe(false);
  expect(end(bracket, 2, [0, 0, 0.25], [2])).toEqual([
    { kind: 'bracketEnded', bracket: 2, reason: 'bracket 2 ended at its last budget 9: the best was 0.25 (2_0_2)' },
  ]);
  expect(bracket.finished).toBe(true);
});

test('a result that is told twice counts once', () => {
  const bracket = bracketOfNine();
  end(bracket, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

  expect(end(bracket, 0, [100, 2, 3, 4, 5, 6, 7, 8])).toEqual([]);
  expect(end(bracket, 0, [9, 9, 9, 9, 9, 9, 9, 9, 9], [8])).toMatchObject([{ kept: ['2_0_0', '2_0_1', '2_0_2'] }]);
  expect(end(bracket, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual([]);
});

test('a trial is known from when it is ready, and open until it has a result', () => {
  const bracket = bracketOfNine();
  const find = (id: string) => bracket.find(parseTrialId(id));

  expect(find('2_0_8')).toEqual({ evaluation: { bracket: 2, rung: 0, configuration: 8, budget: 1 }, open: true });
  expect(['2_0_9', '2_1_0', '2_3_0', '1_0_0'].map(find)).toEqual([undefined, undefined, undefined, undefined]);
  end(bracket, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(find('2_0_8')).toMatchObject({ open: false });
  expect(find('2_1_2')).toEqual({ evaluation: { bracket: 2, rung: 1, configuration: 2, budget: 3 }, open: true });
  expect(find('2_1_3')).toBeUndefined();
});

test('whatever the order of the results, the same configurations go on for the same reason', () => {
  const shuffled = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 });
  const losses = fc.array(fc.option(fc.constantFrom(0.1, 0.2, 0.3, 0.4), { nil: undefined }), {
    minLength: 9,
    maxLength: 9,
  });
  fc.assert(
    fc.property(losses, shuffled, (of, order) => {
      expect(end(bracketOfNine(), 0, of, order)).toEqual(end(bracketOfNine(), 0, of));
    }),
  );
});
