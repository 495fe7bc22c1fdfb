import type { Metrics } from './event';

/** A termination message in a pod holds no more; the same limit holds on one machine. */
const LONGEST = 4096;

/** What a task left in `MYELIN_RESULT`. */
export type TaskResult =
  | { readonly kind: 'metrics'; readonly metrics: Metrics }
  /** There were too many of them: they are in this file. */
  | { readonly kind: 'pointer'; readonly file: string }
  /** A fault ends the sentence that begins with where it is. */
  | { readonly kind: 'fault'; readonly fault: string };

/**
 * Final metrics as a task writes them: one JSON object of numbers, or a pointer `{"myelin_result_file": path}` to a larger
 * one. Nothing means no metrics.
 *
 * @param larger - whether it is what a pointer pointed to, which may be of any length and points no further
 */
export function parseResult(text: string, larger = false): TaskResult {
  if (text.trim() === '' && !larger) return { kind: 'metrics', metrics: {} };
  if (text.length > LONGEST && !larger) return fault(`is ${text.length} bytes long, at most ${LONGEST} are read`);
  const value = parse(text);
  if (value === undefined) return fault(`is not one JSON object: ${text.slice(0, 80)}`);
  const pointer = value['myelin_result_file'];
  if (typeof pointer === 'string' && !larger) return { kind: 'pointer', file: pointer };
  const wrong = Object.entries(value).find(([, metric]) => typeof metric !== 'number');
  if (wrong !== undefined) return fault(`has ${wrong[0]}, which is not a number: ${JSON.stringify(wrong[1])}`);
  return { kind: 'metrics', metrics: value as Metrics };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function fault(text: string): TaskResult {
  return { kind: 'fault', fault: text };
}
