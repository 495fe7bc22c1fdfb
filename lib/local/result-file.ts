import { readFile } from 'node:fs/promises';
import type { Metrics } from '../engine/event';
import { parseResult, type TaskResult } from '../engine/task-result';

export type Result = { readonly ok: true; readonly metrics: Metrics } | { readonly ok: false; readonly reason: string };

/** Final metrics that a task left in `MYELIN_RESULT`, from the file that it points to if need be. */
export async function readResult(file: string): Promise<Result> {
  const result = parseResult((await textOf(file)) ?? '');
  if (result.kind !== 'pointer') return resultOf(file, result);
  const larger = await textOf(result.file);
  const pointed = larger === undefined ? undefined : parseResult(larger, true);
  if (pointed !== undefined && pointed.kind !== 'pointer') return resultOf(result.file, pointed);
  return { ok: false, reason: `the result file ${file} points to ${result.file}, which is not there` };
}

function resultOf(file: string, result: Exclude<TaskResult, { kind: 'pointer' }>): Result {
  if (result.kind === 'metrics') return { ok: true, metrics: result.metrics };
  return { ok: false, reason: `the result file ${file} ${result.fault}` };
}

/** @returns undefined where there is no such file */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
