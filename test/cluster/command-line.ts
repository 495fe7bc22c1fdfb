import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The command line as it is built. */
export const BIN = resolve(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { myelin: string } }).bin.myelin,
);

/** Runs a command of Myelin to its end. @returns what it printed @throws Error with what it said, if it did not end well */
export function myelin(...words: readonly string[]): string {
  const ended = spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8', maxBuffer: 1e9 });
  if (ended.status === 0) return ended.stdout;
  throw new Error(`myelin ${words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
}
