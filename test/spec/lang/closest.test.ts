import { closest, didYouMean } from '../../../lib/spec/lang/closest';

const functions = ['avg_over_time', 'min_over_time', 'rate', 'increase'];

describe('the candidate that was probably meant', () => {
  test.each([
    ['avg_over_tme', 'avg_over_time'],
    ['raet', 'rate'],
    ['RATE', 'rate'],
    ['increases', 'increase'],
  ])('%s is %s', (word, meant) => {
    expect(closest(word, functions)).toBe(meant);
  });

  test('of two candidates the nearer one wins, whatever their order', () => {
    expect(closest('incraese', ['increases', 'increase'])).toBe('increase');
    expect(closest('incraese', ['increase', 'increases'])).toBe('increase');
  });

  test('nothing is offered that no person would have meant', () => {
    expect(closest('histogram', functions)).toBeUndefined();
    expect(closest('ab', ['xy'])).toBeUndefined();
    expect(didYouMean('histogram', functions)).toBeUndefined();
  });

  test('the hint is a question in the words of a diagnostic', () => {
    expect(didYouMean('avg_over_tme', functions)).toBe('did you mean avg_over_time');
  });
});
