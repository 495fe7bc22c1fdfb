import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { didYouMean } from '../spec/lang/closest';
import type { Issue } from '../spec/issue';
import { unreadable, whyUnreadable } from '../spec/unreadable';
import { CliError } from './exit';

/** More is not read: nothing that a command takes is as large, and a device or a pipe may never end. */
const MOST_BYTES = 16 * 1024 * 1024;

const BLOCK = 64 * 1024;

/** How long a server may take for a whole text, in milliseconds. */
const URL_PATIENCE = 30_000;

export type TextRead = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly issue: Issue };

/** How a file is called in what is said about it. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

export function isUrl(file: string): boolean {
  return /^https?:\/\//.test(file);
}

/** A whole file, what a URL has, or standard input (`-`), as UTF-8 without its byte order mark; else the issue that says why not. */
export async function readText(file: string): Promise<TextRead> {
  if (isUrl(file)) return readUrl(file);
  const refuse = (why: string, hint?: string) => ({ ok: false, issue: unreadable(nameOf(file), why, hint) }) as const;
  let bytes: Buffer | undefined;
  try {
    bytes = await gather(file === '-' ? process.stdin : blocksOf(file));
  } catch (thrown) {
    const fault = thrown as NodeJS.ErrnoException;
    return refuse(whyUnreadable(fault), fault.code === 'ENOENT' ? neighbour(file) : undefined);
  }
  return decode(file, bytes);
}

async function readUrl(url: string): Promise<TextRead> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(URL_PATIENCE) });
    if (!response.ok) return { ok: false, issue: unreadable(url, `the server answered ${response.status}`) };
    const chunks = response.body as unknown as AsyncIterable<Uint8Array> | null;
    return decode(url, await gather(chunks === null ? [] : chunks));
  } catch (thrown) {
    const { cause } = thrown as { readonly cause?: unknown };
    return { ok: false, issue: unreadable(url, String(cause ?? thrown)) };
  }
}

/** @param bytes - undefined when there were too many */
function decode(file: string, bytes: Buffer | undefined): TextRead {
  const refuse = (why: string, hint?: string) => ({ ok: false, issue: unreadable(nameOf(file), why, hint) }) as const;
  if (bytes === undefined)
    return refuse(`it has more than ${MOST_BYTES} bytes`, 'check that this is the file you mean');
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refuse('it is UTF-16 text', 'save it as UTF-8');
  }
  if (bytes.includes(0)) return refuse('it is not text', 'check that this is the file you mean');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('it is not UTF-8 text', 'save it as UTF-8');
  }
}

/** @throws CliError that names the file */
export async function needText(file: string): Promise<string> {
  const read = await readText(file);
  if (read.ok) return read.text;
  const { message, hint } = read.issue;
  throw new CliError(`myelin: ${nameOf(file)}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
}

/** @returns undefined when there is too much */
async function gather(blocks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const block of blocks) {
    chunks.push(Buffer.from(block));
    length += block.length;
    if (length > MOST_BYTES) return undefined;
  }
  return Buffer.concat(chunks);
}

/** Read at once: the reader that waits brings streams with it, which take longer to load than a file to read. */
function* blocksOf(file: string): Iterable<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const block = Buffer.alloc(BLOCK);
      const length = readSync(descriptor, block, 0, BLOCK, null);
      if (length === 0) return;
      yield block.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A file of nearly that name beside it. */
function neighbour(file: string): string | undefined {
  try {
    return didYouMean(basename(file), readdirSync(dirname(file)));
  } catch {
    return undefined;
  }
}
