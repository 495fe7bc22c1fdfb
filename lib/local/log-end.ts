import { open } from 'node:fs/promises';

/** How much of the end of a log is looked through for its last line. */
const LAST_BYTES = 4096;

/**
 * The last line that a process printed, and where its log is, for the reason of its end.
 *
 * Where the output was longer than its log may be, its end is in a file of its own.
 */
export async function lastLine(log: string): Promise<string> {
  const text = (await endOf(`${log}.tail`)) || (await endOf(log));
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? `its log ${log} is empty` : `${line.slice(0, 300)} (log ${log})`;
}

/** The last kilobytes of a file; nothing where there is none. */
async function endOf(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, LAST_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
