import { NUMBER_TEXT } from '../schema/scalars';
import { parseDuration } from '../lang/duration';
import { fault, faulty, parsed, type Parsed } from '../lang/fault';

export type WantedOp = '<' | '<=' | '>' | '>=';

/** One line of `state`, read. */
export type Wanted =
  /** What the code reports, in training and while it serves. */
  | { readonly kind: 'metric'; readonly metric: string; readonly op: WantedOp; readonly value: number }
  /** `p99 <= 50ms`: the quantile of the time an answer takes, in milliseconds. */
  | { readonly kind: 'latency'; readonly quantile: number; readonly op: WantedOp; readonly milliseconds: number }
  /** `>= 99.9%`: the share of requests that are answered, from 0 to 1. */
  | { readonly kind: 'availability'; readonly op: WantedOp; readonly share: number }
  /** `<= 7d`: the age of the training that serves, in milliseconds. */
  | { readonly kind: 'freshness'; readonly op: WantedOp; readonly milliseconds: number };

const EXAMPLES = {
  metric: '">= 0.95"',
  latency: '"p99 <= 50ms"',
  availability: '">= 99.9%"',
  freshness: '"<= 7d"',
} as const;

/**
 * Reads what is wanted of one key of `state`. `latency`, `availability` and `freshness` have forms of their own; any other
 * key is a metric.
 */
export function parseWanted(key: string, source: string): Parsed<Wanted> {
  const kind = key in EXAMPLES && key !== 'metric' ? (key as 'latency' | 'availability' | 'freshness') : 'metric';
  const wrong = (message: string, hint = `for example ${EXAMPLES[kind]}`) =>
    faulty(fault(message, 0, source.length, hint));
  const parts = /^\s*(p[\d.]+\s)?\s*(<=|>=|<|>|==|=|!=)?\s*(\S+(?:\s+[a-z]+)?)\s*$/i.exec(source);
  if (parts === null) return wrong(`"${source}" is not a wanted ${kind}`);
  const [, quantile, op, amount = ''] = parts;
  const isTime = kind === 'latency' || kind === 'freshness';
  const timed = isTime && NUMBER_TEXT.test(amount) ? `${amount}${kind === 'latency' ? 'ms' : 'd'}` : amount;
  const whole = `did you mean "${kind === 'latency' ? (quantile?.trim() ?? 'p99') + ' ' : ''}${op ?? defaultOp(kind)} ${timed}"`;
  if (op === undefined) return wrong(`"${source}" has no comparison`, whole);
  if (op === '=' || op === '==' || op === '!=') return wrong(`a wanted ${kind} cannot be compared with ${op}`);
  if (quantile !== undefined && kind !== 'latency') return wrong(`only a latency has a quantile, got "${source}"`);
  const wantedOp = op as WantedOp;
  switch (kind) {
    case 'metric': {
      const value = Number(amount);
      if (!Number.isFinite(value)) {
        const meant = meantNumber(amount);
        const hint = meant === undefined ? undefined : `did you mean "${op} ${meant}"`;
        return wrong(`"${amount}" is not a number`, hint);
      }
      return parsed({ kind, metric: key, op: wantedOp, value });
    }
    case 'availability': {
      const share = amount.endsWith('%') ? fromPercent(Number(amount.slice(0, -1))) : Number(amount);
      if (!(share > 0 && share <= 1)) return wrong(`an availability is a share of requests, got "${amount}"`);
      if (!wantedOp.startsWith('>')) return wrong(`an availability is wanted from below, got "${source}"`);
      return parsed({ kind, op: wantedOp, share });
    }
    case 'latency':
    case 'freshness': {
      if (!wantedOp.startsWith('<')) return wrong(`a ${kind} is wanted from above, got "${source}"`);
      if (timed !== amount) return wrong(`"${amount}" is not a duration: ${amount} has no unit`, whole);
      const time = parseDuration(amount);
      if (!time.ok) return faulty(...time.faults.map((one) => ({ ...one, from: 0, to: source.length })));
      if (kind === 'freshness') return parsed({ kind, op: wantedOp, milliseconds: time.value });
      const percent = Number(quantile?.trim().slice(1));
      if (!(percent > 0 && percent < 100)) return wrong(`a latency needs a quantile, got "${source}"`);
      return parsed({ kind, quantile: fromPercent(percent), op: wantedOp, milliseconds: time.value });
    }
  }
}

/** The number that is within quotes, or the share that a percentage is. */
function meantNumber(amount: string): string | undefined {
  const bare = amount.replace(/^(['"])(.*)\1$/, '$2');
  if (NUMBER_TEXT.test(bare)) return bare;
  return /^[\d.]+%$/.test(bare) ? String(fromPercent(Number(bare.slice(0, -1)))) : undefined;
}

/** 99.9 % is 0.999, and not the double beside it. */
function fromPercent(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function defaultOp(kind: Wanted['kind']): WantedOp {
  return kind === 'latency' || kind === 'freshness' ? '<=' : '>=';
}

const NEGATIONS: Readonly<Record<WantedOp, WantedOp>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** What holds exactly when the wanted does not. */
export function negate(op: WantedOp): WantedOp {
  return NEGATIONS[op];
}
