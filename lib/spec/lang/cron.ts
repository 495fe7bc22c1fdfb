import { Cron as Croner } from 'croner';
import { didYouMean } from './closest';
import { fault, faulty, parsed, type LanguageFault, type Parsed } from './fault';

/**
 * A schedule in a time zone.
 *
 * - `next` is pure: the same instant gives the same answer on every machine.
 * - Across a change of the clocks a schedule of one fixed time of day runs once: at the first moment after the gap when its
 *   time is skipped, at the first of the two when its time comes twice. Any other schedule skips what does not exist and
 *   runs both times.
 */
export interface Cron {
  /** As written. */
  readonly source: string;
  /** IANA name. */
  readonly timezone: string;
  /** The first instant strictly after `afterMs`; both in milliseconds since 1970. Absent when there is none. */
  next(afterMs: number): number | undefined;
  /** In words: `At 03:00 AM, only on Monday`. */
  describe(): string;
}

const FIELDS = ['minute', 'hour', 'day of month', 'month', 'day of week'] as const;
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'] as const;

/** What each field takes, for the hint. */
const FORMS: Readonly<Record<string, string>> = {
  second: '0-59',
  minute: '0-59',
  hour: '0-23',
  'day of month': '1-31, or L for the last',
  month: '1-12 or JAN-DEC',
  'day of week': '0-7 or SUN-SAT',
};

/**
 * Reads five fields (six, with seconds first), or one of the nicknames such as `@daily`.
 *
 * @param timezone an IANA name that has no `timeZoneFault`, for example `Europe/Berlin`; UTC unless given
 */
export function parseCron(source: string, timezone = 'UTC'): Parsed<Cron> {
  const fields = [...source.matchAll(/\S+/g)].map((m) => ({ text: m[0], from: m.index, to: m.index + m[0].length }));
  const shape = checkShape(source, fields);
  if (shape !== undefined) return faulty(shape);

  const faults = fields[0]?.text.startsWith('@') ? [] : checkFields(fields);
  if (faults.length > 0) return faulty(...faults);

  const pattern = fields.map(({ text }) => text).join(' ');
  const job = croner(pattern, timezone);
  if (typeof job === 'string') return faulty(fault(`"${source}" is not a schedule: ${job}`, 0, source.length));
  if (!everHappens(job, fields.at(-2)?.text ?? '*', pattern)) {
    const hint = 'choose a day that its month has';
    return faulty(fault(`"${source}" never happens`, 0, source.length, hint));
  }
  return parsed(new CronerSchedule(source, timezone, job));
}

/** Keeps the library's object out of sight: two schedules of the same text and zone are equal. */
class CronerSchedule implements Cron {
  readonly #job: Croner;

  constructor(
    readonly source: string,
    readonly timezone: string,
    job: Croner,
  ) {
    this.#job = job;
  }

  next(afterMs: number): number | undefined {
    return this.#job.nextRun(new Date(afterMs))?.getTime();
  }

  describe(): string {
    // Loaded when asked: its locales take longer to load than a document takes to check.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it always
    const cronstrue = require('cronstrue') as typeof import('cronstrue');
    const words = cronstrue.toString(this.source, { throwExceptionOnParseError: false, verbose: false });
    const text = words.startsWith('An error occurred') ? this.source : words;
    return this.timezone === 'UTC' ? text : `${text} (${this.timezone})`;
  }
}

interface Field {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function checkShape(source: string, fields: readonly Field[]): LanguageFault | undefined {
  const first = fields[0]?.text ?? '';
  if (first.startsWith('@')) {
    if (fields.length === 1 && NICKNAMES.includes(first.toLowerCase() as (typeof NICKNAMES)[number])) return undefined;
    const hint = didYouMean(first, NICKNAMES) ?? `the nicknames are ${NICKNAMES.join(' ')}`;
    return fault(`unknown schedule "${source}"`, 0, source.length, hint);
  }
  if (fields.length === 5 || fields.length === 6) return undefined;
  return fault(
    `a schedule has five fields, "${source}" has ${fields.length}`,
    0,
    source.length,
    `the fields are ${FIELDS.join(', ')}, for example "0 3 * * MON"`,
  );
}

/** Every field is tried alone among wildcards, so that each fault is found and has its own place. */
function checkFields(fields: readonly Field[]): LanguageFault[] {
  const names = fields.length === 6 ? ['second', ...FIELDS] : FIELDS;
  return fields.flatMap(({ text, from, to }, i) => {
    const alone = fields.map((_, j) => (i === j ? text : '*')).join(' ');
    if (typeof croner(alone, 'UTC') !== 'string') return [];
    const name = names[i] ?? '';
    const noun = name === 'hour' ? 'an hour' : `a ${name}`;
    return [fault(`"${text}" is not ${noun}`, from, to, `${noun} is ${FORMS[name]}, or * , - / over these`)];
  });
}

/** What is wrong with a name of a time zone; its place is in that name. */
export function timeZoneFault(timezone: string): LanguageFault | undefined {
  if (isZone(timezone)) return undefined;
  const hint = didYouMean(timezone, Intl.supportedValuesOf('timeZone')) ?? 'use a name such as Europe/Berlin';
  return fault(`unknown time zone "${timezone}"`, 0, timezone.length, hint);
}

function isZone(timezone: string): boolean {
  // The list is at hand at once, while making a format takes longer than checking a whole document; links are not in it.
  if (timezone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(timezone)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

/** Every schedule that ever runs has run within a leap year's cycle of this instant. */
const REFERENCE = new Date(Date.UTC(2000, 0, 1));

/**
 * Whether there is a moment at which a schedule runs. A zone takes time away at a change of its clocks, a few times a year:
 * too little to matter unless the schedule keeps to certain months. Calendars of zones take long to load, so UTC is asked.
 */
function everHappens(job: Croner, month: string, pattern: string): boolean {
  const asked = month === '*' ? croner(pattern, 'UTC') : job;
  return typeof asked === 'string' || asked.nextRun(REFERENCE) !== null;
}

/** The library's job, paused (it never starts a timer), or why there is none. */
function croner(pattern: string, timezone: string): Croner | string {
  try {
    // By its name, the zone that has no rules is looked up in the tables of those that have, at several times the cost.
    const zone = timezone === 'UTC' ? { utcOffset: 0 } : { timezone };
    return new Croner(pattern, { ...zone, paused: true, mode: '5-or-6-parts' });
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Cron(Pattern|Date): /, '') : String(error);
  }
}
