import { closest } from './closest';
import { fault, faulty, parsed, type Parsed } from './fault';

/** Milliseconds in each unit, largest first: the order in which Prometheus wants them. */
const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** What people write for a unit and no parser takes. */
const WORDS: Readonly<Record<string, string>> = {
  years: 'y', year: 'y', yr: 'y', weeks: 'w', week: 'w', wk: 'w', days: 'd', day: 'd',
  hours: 'h', hour: 'h', hrs: 'h', hr: 'h', minutes: 'm', minute: 'm', mins: 'm', min: 'm',
  seconds: 's', second: 's', secs: 's', sec: 's', milliseconds: 'ms', millisecond: 'ms', msec: 'ms', millis: 'ms',
}; // prettier-ignore

const FORM = 'write a number and a unit (y w d h m s ms), for example 10m or 1h30m';

/**
 * A duration in milliseconds. It reads what Prometheus reads ("10m", "1h30m", "7d", "500ms") and the fractions and units
 * in any order that Go allows ("1.5h"), each unit once. "0" needs no unit.
 *
 * Source: prometheus/common model.ParseDuration (a day is 24 h, a year 365 d) and Go's time.ParseDuration.
 */
export function parseDuration(source: string): Parsed<number> {
  const start = source.length - source.trimStart().length;
  const text = source.trim();
  if (text === '') return faulty(fault('a duration is required, got an empty text', 0, source.length, FORM));
  if (text === '0') return parsed(0);

  let total = 0;
  const seen = new Set<string>();
  const part = /(\d+(?:\.\d*)?|\.\d+)?([A-Za-zµ]*)/y;
  while (part.lastIndex < text.length) {
    const from = part.lastIndex;
    const [whole = '', number, unit = ''] = part.exec(text) ?? [];
    const place = [start + from, start + from + Math.max(whole.length, 1)] as const;
    if (whole === '') {
      const sign = text[from] === '-' || text[from] === '+';
      const hint = sign ? 'leave out the sign, a duration is never negative' : FORM;
      return faulty(fault(`"${source}" is not a duration: unexpected "${text[from]}"`, ...place, hint));
    }
    if (number === undefined) {
      return faulty(fault(`"${source}" is not a duration: "${unit}" has no number before it`, ...place, FORM));
    }
    if (unit === '') {
      const spaced = /^\s+([A-Za-zµ]+)/.exec(text.slice(from + whole.length))?.[1];
      const [message, hint] =
        spaced === undefined
          ? [`${number} has no unit`, `did you mean ${number}s`]
          : [`a space before the unit "${spaced}"`, meantHint(number, spaced)];
      return faulty(fault(`"${source}" is not a duration: ${message}`, ...place, hint));
    }
    const milliseconds = UNITS.find(([name]) => name === unit)?.[1];
    if (milliseconds === undefined) {
      const message = `"${source}" is not a duration: unknown unit "${unit}"`;
      return faulty(fault(message, ...place, meantHint(number, unit)));
    }
    if (seen.has(unit)) {
      return faulty(
        fault(`"${source}" is not a duration: the unit ${unit} is written twice`, ...place, 'write each unit once'),
      );
    }
    seen.add(unit);
    total += Number(number) * milliseconds;
  }
  if (!Number.isSafeInteger(Math.round(total))) {
    return faulty(fault(`"${source}" is longer than can be counted in milliseconds`, start, start + text.length));
  }
  return parsed(Math.round(total));
}

function meantHint(number: string, unit: string): string {
  const names = UNITS.map(([name]) => name);
  const meant = WORDS[unit.toLowerCase()] ?? closest(unit, names);
  return meant === undefined ? FORM : `did you mean ${number}${meant}`;
}

/** The shortest text that Prometheus reads back as the same number of milliseconds: 5400000 is "1h30m". */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds));
  if (rest === 0) return '0s';
  let text = milliseconds < 0 ? '-' : '';
  for (const [unit, size] of UNITS) {
    // A week or a year is written only when it is the whole: 8d reads better than 1w1d.
    if ((unit === 'y' || unit === 'w') && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
