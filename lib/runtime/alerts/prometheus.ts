import type { PromqlAnswer } from '../../engine/promql/evaluate';
import type { Labels } from '../../engine/promql/series';
import { isObject } from '../../spec/plain-object';
import { receiverAt, whyNoAnswer } from '../receiver';

/** Nobody answered, or not as a Prometheus does: it is away, overloaded, or something else stands there. */
export class PrometheusAway extends Error {
  override readonly name = 'PrometheusAway';
}

export interface QueryOptions {
  /** In milliseconds, for the whole answer. */
  readonly timeout: number;
  /** Milliseconds since 1970. @default - the present of Prometheus */
  readonly at?: number;
  readonly signal?: AbortSignal;
}

/** Asks a query at one instant. */
export type Ask = (query: string, options: QueryOptions) => Promise<PromqlAnswer>;

type Point = readonly [time: number, value: string];
type QueryAnswer =
  { readonly status: 'error'; readonly error: string } | { readonly status: 'success'; readonly answer: PromqlAnswer };

/**
 * Instant queries of Prometheus' HTTP API.
 *
 * - What Prometheus says of a query is an answer, errors too. That it could not say is thrown.
 *
 * @param address - with the prefix of the API if it has one; a name and password in it are sent, and told nobody
 * @throws PrometheusAway
 */
export function prometheus(address: string): Ask {
  const { url: base, headers } = receiverAt(address);
  const query = `${base.replace(/\/+$/, '')}/api/v1/query`;
  return async (expr, { timeout, at, signal }) => {
    const form = new URLSearchParams({ query: expr, timeout: `${timeout}ms` });
    if (at !== undefined) form.set('time', String(at / 1000));
    const limits = [AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])];
    let response: Response;
    let text: string;
    try {
      response = await fetch(query, { method: 'POST', headers, body: form, signal: AbortSignal.any(limits) });
      text = await response.text();
    } catch (fault) {
      throw new PrometheusAway(`${base} does not answer: ${whyNoAnswer(fault as Error, timeout)}`);
    }
    const answer = readAnswer(text);
    // 503 is a query that was ended or ran into its time, 500 a store that failed: neither says anything of the condition.
    if (answer === undefined || response.status >= 500) {
      const said = answer?.status === 'error' ? answer.error : 'no answer of a Prometheus';
      throw new PrometheusAway(`${base} answers ${response.status}: ${said}`);
    }
    return answer.status === 'error' ? { kind: 'error', message: answer.error } : answer.answer;
  };
}

/** @returns undefined for what no Prometheus says */
function readAnswer(text: string): QueryAnswer | undefined {
  try {
    const said: unknown = JSON.parse(text);
    if (!isObject(said)) return undefined;
    if (said['status'] === 'error') return { status: 'error', error: String(said['error']) };
    const data = said['status'] === 'success' ? said['data'] : undefined;
    const answer = isObject(data) ? answerOf(data['resultType'], data['result']) : undefined;
    return answer && { status: 'success', answer };
  } catch {
    return undefined;
  }
}

function answerOf(type: unknown, result: unknown): PromqlAnswer | undefined {
  if (type === 'scalar') return isPoint(result) ? { kind: 'scalar', value: valueOf(result[1]) } : undefined;
  if (typeof type !== 'string') return undefined;
  if (type !== 'vector') return { kind: 'error', message: `a ${type} is no condition` };
  if (!Array.isArray(result) || !result.every(isSample)) return undefined;
  const samples = result.map(({ metric, value }) => ({ labels: metric, value: valueOf(value[1]) }));
  return { kind: 'vector', samples };
}

interface Sample {
  readonly metric: Labels;
  readonly value: Point;
}

function isSample(value: unknown): value is Sample {
  if (!isObject(value) || !isObject(value['metric']) || !isPoint(value['value'])) return false;
  return Object.values(value['metric']).every((label) => typeof label === 'string');
}

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}

function valueOf(text: string): number {
  if (text.endsWith('Inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
