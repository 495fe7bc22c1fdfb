import { parseCron, timeZoneFault, type Cron } from '../../../lib/spec/lang/cron';

function cron(source: string, timezone?: string): Cron {
  const result = parseCron(source, timezone);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.value;
}

/** The first instants after `after`, as UTC. */
function instants(schedule: Cron, after: string, count: number): string[] {
  const found: string[] = [];
  let now: number | undefined = Date.parse(after);
  while (found.length < count && (now = schedule.next(now)) !== undefined) {
    found.push(new Date(now).toISOString().replace('.000Z', 'Z'));
  }
  return found;
}

describe('the next instant of a schedule', () => {
  test.each([
    ['0 3 * * *', '2026-05-01T02:59:59Z', '2026-05-01T03:00:00Z'],
    ['*/15 * * * *', '2026-05-01T02:59:59.999Z', '2026-05-01T03:00:00Z'],
    ['0 9 * * MON-FRI', '2026-05-01T10:00:00Z', '2026-05-04T09:00:00Z'],
    ['@monthly', '2026-05-01T10:00:00Z', '2026-06-01T00:00:00Z'],
    ['*/10 * * * * *', '2026-05-01T10:00:01Z', '2026-05-01T10:00:10Z'],
    ['0 0 29 2 *', '2026-05-01T10:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 12 L * *', '2026-02-01T00:00:00Z', '2026-02-28T12:00:00Z'],
  ])('%s after %s is %s', (source, after, next) => {
    expect(instants(cron(source), after, 1)).toEqual([next]);
  });

  test('an instant at which it runs is not after itself', () => {
    expect(instants(cron('0 3 * * *'), '2026-05-01T03:00:00Z', 2)).toEqual([
      '2026-05-02T03:00:00Z',
      '2026-05-03T03:00:00Z',
    ]);
  });

  test('day of month and day of week are alternatives, as in every cron', () => {
    expect(instants(cron('0 12 1 * MON'), '2026-03-29T00:30:00Z', 3)).toEqual([
      '2026-03-30T12:00:00Z',
      '2026-04-01T12:00:00Z',
      '2026-04-06T12:00:00Z',
    ]);
  });

  test('asking twice gives the same answer', () => {
    const schedule = cron('17 4 * * *', 'Asia/Tokyo');
    expect(schedule.next(0)).toBe(schedule.next(0));
    expect(new Date(schedule.next(0)!).toISOString()).toBe('1970-01-01T19:17:00.000Z');
  });
});

describe('when the clocks change in Berlin', () => {
  test('a fixed time that is skipped runs at the first moment after the gap, and once', () => {
    expect(instants(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
  });

  test('a fixed time that comes twice runs at the first of the two', () => {
    expect(instants(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
  });

  test('an interval neither bunches in the gap nor pauses in the hour that comes twice', () => {
    expect(instants(cron('*/30 * * * *', 'Europe/Berlin'), '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:30:00Z',
    ]);
    expect(instants(cron('*/30 * * * *', 'Europe/Berlin'), '2026-10-25T00:00:00Z', 4)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T02:00:00Z',
    ]);
  });

  test('noon stays noon on both sides of the change', () => {
    expect(instants(cron('0 12 * * *', 'Europe/Berlin'), '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T11:00:00Z',
      '2026-03-29T10:00:00Z',
    ]);
  });
});

describe('what is not a schedule is a fault', () => {
  test.each([
    ['', 0, 0, 'a schedule has five fields, "" has 0', 'the fields are minute, hour, day of month'],
    ['0 3 * *', 0, 7, 'a schedule has five fields, "0 3 * *" has 4', 'the fields are'],
    ['0 3 * * * * *', 0, 13, 'a schedule has five fields, "0 3 * * * * *" has 7', 'the fields are'],
    ['61 * * * *', 0, 2, '"61" is not a minute', 'a minute is 0-59'],
    ['0  25 * * *', 3, 5, '"25" is not an hour', 'an hour is 0-23'],
    ['0 9 * * MON-FRII', 8, 16, '"MON-FRII" is not a day of week', 'a day of week is 0-7 or SUN-SAT'],
    ['0 0 30 2 *', 0, 10, '"0 0 30 2 *" never happens', 'choose a day that its month has'],
    ['@dayly', 0, 6, 'unknown schedule "@dayly"', 'did you mean @daily'],
    ['@reboot', 0, 7, 'unknown schedule "@reboot"', 'the nicknames are'],
    ['2026-05-01T00:00:00', 0, 19, 'a schedule has five fields, "2026-05-01T00:00:00" has 1', 'the fields are'],
  ])('%j', (source, from, to, message, hint) => {
    expect(parseCron(source)).toEqual({
      ok: false,
      faults: [{ message, hint: expect.stringContaining(hint), from, to }],
    });
  });

  test('a time zone that nobody knows', () => {
    expect(timeZoneFault('Europe/Berln')).toEqual({
      message: 'unknown time zone "Europe/Berln"',
      hint: 'did you mean Europe/Berlin',
      from: 0,
      to: 12,
    });
    expect(timeZoneFault('Europe/Berlin')).toBeUndefined();
  });

  test('every bad field is told', () => {
    expect(parseCron('61 25 * * *')).toEqual({
      ok: false,
      faults: [
        expect.objectContaining({ message: '"61" is not a minute', from: 0, to: 2 }),
        expect.objectContaining({ message: '"25" is not an hour', from: 3, to: 5 }),
      ],
    });
  });
});

describe('a schedule in words', () => {
  test('says the time, and the zone unless it is UTC', () => {
    expect(cron('0 3 * * MON').describe()).toBe('At 03:00 AM, only on Monday');
    expect(cron('*/5 * * * *').describe()).toBe('Every 5 minutes');
    expect(cron('0 3 * * *', 'Europe/Berlin').describe()).toBe('At 03:00 AM (Europe/Berlin)');
  });
});

test('two schedules of the same text and zone are equal', () => {
  expect(cron('0 3 * * *')).toEqual(cron('0 3 * * *'));
  expect(cron('0 3 * * *')).not.toEqual(cron('0 3 * * *', 'Asia/Tokyo'));
});
