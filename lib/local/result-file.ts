import { readFile } from 'node:fs/promises';
import type { Metrics } from '../engine/event';

/** A termination message in a pod holds no more; the same limit holds on one machine. */
const LONGEST = 4096;

export type Result = { readonly ok: true; readonly metrics: Metrics } | { readonly ok: false; readonly reason: string };

/**
 * Final metrics that a task left in `MYELIN_RESULT`: one JSON object of numbers, or a pointer
 * `{"myelin_result_file": path}` to a larger one. No file means no metrics.
 */
export async function readResult(file: string): Promise<Result> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || text.trim() === '') return { ok: true, metrics: {} };
  if (text.length > LONGEST) return refuse(file, `is ${text.length} bytes long, at most ${LONGEST} are read`);
  const value = parse(text);
  if (value === undefined) return refuse(file, `is not one JSON object: ${text.slice(0, 80)}`);
  const pointer = value['myelin_result_file'];
  if (typeof pointer !== 'string') return metricsOf(file, value);
  const larger = await readFile(pointer, 'utf8').catch(() => undefined);
  const pointed = larger === undefined ? undefined : parse(larger);
  return pointed === undefined
    ? refuse(file, `points to ${pointer}, which holds no JSON object`)
    : metricsOf(pointer, pointed);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function metricsOf(file: string, value: Record<string, unknown>): Result {
  const wrong = Object.entries(value).find(([, metric]) => typeof metric !== 'number');
  if (wrong !== undefined) return refuse(file, `has ${wrong[0]}, which is not a number: ${JSON.stringify(wrong[1])}`);
  return { ok: true, metrics: value as Metrics };
}

function refuse(file: string, fault: string): Result {
  return { ok: false, reason: `the result file ${file} ${fault}` };
}
