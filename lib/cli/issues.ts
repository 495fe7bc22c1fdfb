import pc from 'picocolors';
import type { Issue } from '../spec/issue';
import { renderIssues } from '../spec/render';

/**
 * Diagnostics go to standard error, so that standard output stays data.
 *
 * @param text - the one that all of them are about, or texts by file
 */
export function printIssues(issues: readonly Issue[], text?: string | ReadonlyMap<string, string>): void {
  if (issues.length === 0) return;
  const files = new Set(issues.flatMap(({ at }) => (at === undefined ? [] : [at.file])));
  const sources = typeof text === 'string' ? new Map([...files].map((file) => [file, text])) : (text ?? new Map());
  const paint = pc.isColorSupported && process.stderr.isTTY ? pc : undefined;
  process.stderr.write(`${renderIssues(issues, { sources, ...(paint === undefined ? {} : { paint }) })}\n`);
}
