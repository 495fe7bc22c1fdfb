import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StateFolder } from '../local/state-folder';
import { outputGone } from './output';
import type { FoundAttempt } from './attempt-names';

/** How often a log that is followed is looked at, in milliseconds. */
const GLANCE = 200;

const BLOCK = 64 * 1024;

/**
 * Writes the logs of attempts to standard output, byte for byte; which attempt it is goes to standard error.
 *
 * @param follow - goes on with the last one until it has ended
 */
export async function printLogs(stateDir: string, attempts: readonly FoundAttempt[], follow: boolean): Promise<void> {
  const folder = new StateFolder(stateDir);
  for (const [index, { axon, name, server }] of attempts.entries()) {
    const dir =
      server === undefined
        ? folder.attempt(axon, name)
        : folder.lastServer(axon, server.version, server.model, server.backend);
    process.stderr.write(
      `${axon}/${name}${existsSync(join(dir, 'log')) ? '' : ': there is no log (yet, or any more)'}\n`,
    );
    if (follow && index === attempts.length - 1) await followLog(dir);
    else printFrom(join(dir, 'log'), 0);
    printFrom(join(dir, 'log.tail'), 0);
  }
}

async function followLog(dir: string): Promise<void> {
  const log = join(dir, 'log');
  let at = 0;
  for (;;) {
    // Looked at before the log is read: what was printed before the end is then read too.
    const ended = ['exit', 'killed'].some((file) => existsSync(join(dir, file)));
    at = printFrom(log, at);
    if (ended || outputGone.aborted) return;
    await delay(GLANCE);
  }
}

/** @returns the place up to which it was written */
function printFrom(file: string, from: number): number {
  if (!existsSync(file)) return from;
  const descriptor = openSync(file, 'r');
  try {
    const block = Buffer.alloc(BLOCK);
    let at = from;
    for (;;) {
      const length = readSync(descriptor, block, 0, BLOCK, at);
      if (length === 0) return at;
      process.stdout.write(Uint8Array.from(block.subarray(0, length)));
      at += length;
    }
  } finally {
    closeSync(descriptor);
  }
}
