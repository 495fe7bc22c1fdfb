import { formatDuration, parseDuration } from '../../../lib/spec/lang/duration';

describe('a duration is read as Prometheus and Go read it', () => {
  test.each([
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['90s', 90_000],
    ['0', 0],
    ['0s', 0],
    ['  30s ', 30_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: milliseconds });
  });
});

describe('what is not a duration is a fault with its place and the fix', () => {
  test.each([
    ['', 0, 0, 'a duration is required, got an empty text', 'write a number and a unit'],
    ['10', 0, 2, '"10" is not a duration: 10 has no unit', 'did you mean 10s'],
    ['10min', 0, 5, '"10min" is not a duration: unknown unit "min"', 'did you mean 10m'],
    ['1h30', 2, 4, '"1h30" is not a duration: 30 has no unit', 'did you mean 30s'],
    ['2Hours', 0, 6, '"2Hours" is not a duration: unknown unit "Hours"', 'did you mean 2h'],
    ['5M', 0, 2, '"5M" is not a duration: unknown unit "M"', 'did you mean 5m'],
    ['5fortnights', 0, 11, '"5fortnights" is not a duration: unknown unit "fortnights"', 'write a number and a unit'],
    ['-5m', 0, 1, '"-5m" is not a duration: unexpected "-"', 'leave out the sign'],
    ['1h 5m', 2, 3, '"1h 5m" is not a duration: unexpected " "', 'write a number and a unit'],
    ['m', 0, 1, '"m" is not a duration: "m" has no number before it', 'write a number and a unit'],
    ['1m2m', 2, 4, '"1m2m" is not a duration: the unit m is written twice', 'write each unit once'],
    ['10 minutes', 0, 2, '"10 minutes" is not a duration: a space before the unit "minutes"', 'did you mean 10m'],
    ['2 days', 0, 1, '"2 days" is not a duration: a space before the unit "days"', 'did you mean 2d'],
    ['1h 30 m', 2, 3, '"1h 30 m" is not a duration: unexpected " "', 'write a number and a unit'],
    [
      '5 parsecs',
      0,
      1,
      '"5 parsecs" is not a duration: a space before the unit "parsecs"',
      'write a number and a unit',
    ],
    ['  10 ', 2, 4, '"  10 " is not a duration: 10 has no unit', 'did you mean 10s'],
  ])('%j', (text, from, to, message, hint) => {
    expect(parseDuration(text)).toEqual({
      ok: false,
      faults: [{ message, hint: expect.stringContaining(hint), from, to }],
    });
  });

  test('a number of years that no clock can count is refused', () => {
    expect(parseDuration('999999999999y')).toMatchObject({
      ok: false,
      faults: [{ message: '"999999999999y" is longer than can be counted in milliseconds' }],
    });
  });
});

describe('a duration is written so that Prometheus reads it back', () => {
  test.each([
    [0, '0s'],
    [500, '500ms'],
    [1_500, '1s500ms'],
    [5_400_000, '1h30m'],
    [604_800_000, '1w'],
    [8 * 86_400_000, '8d'],
    [31_536_000_000, '1y'],
    [-300_000, '-5m'],
  ])('%d is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  test('what was written is read back unchanged', () => {
    for (const milliseconds of [1, 999, 60_001, 3_599_999, 86_400_000, 90_061_001, 1_209_600_000]) {
      expect(parseDuration(formatDuration(milliseconds))).toEqual({ ok: true, value: milliseconds });
    }
  });
});
