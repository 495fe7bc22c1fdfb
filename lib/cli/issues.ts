import pc from 'picocolors';
import type { Issue } from '../spec/issue';
import { renderIssues } from '../spec/render';

/** Diagnostics go to standard error, so that standard output stays data. */
export function printIssues(issues: readonly Issue[], text?: string): void {
  if (issues.length === 0) return;
  const files = new Set(issues.flatMap(({ at }) => (at === undefined ? [] : [at.file])));
  const sources = new Map(text === undefined ? [] : [...files].map((file) => [file, text] as const));
  const paint = pc.isColorSupported && process.stderr.isTTY ? pc : undefined;
  process.stderr.write(`${renderIssues(issues, { sources, ...(paint === undefined ? {} : { paint }) })}\n`);
}
