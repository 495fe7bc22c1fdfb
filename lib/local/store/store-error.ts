/**
 * Why the state cannot be used:
 * `full`, the disk takes no more; `corrupt`, the file is not what was written; `newer`, a newer release wrote it;
 * `busy`, another process is writing; `refused`, it cannot be opened or written; `other`, a fault of this program.
 */
export type StoreFault = 'full' | 'corrupt' | 'newer' | 'busy' | 'refused' | 'other';

const WORDS: Readonly<
  Record<Exclude<StoreFault, 'newer' | 'other'>, { readonly text: string; readonly hint: string }>
> = {
  full: { text: 'the disk is full', hint: 'free some space and run again; nothing that was finished is lost' },
  corrupt: {
    text: 'the file is damaged',
    hint: 'restore it from a copy, or move its folder away to begin anew (models and logs in it stay readable)',
  },
  busy: { text: 'another process is writing to it', hint: 'end the other process, or give another --state-dir' },
  refused: { text: 'it cannot be opened for writing', hint: 'correct its rights, or give another --state-dir' },
};

/** The state under the state folder cannot be read or written. The message names the file, the hint is the fix. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly fault: StoreFault,
    readonly path: string,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static newer(path: string, found: number, known: number): StoreError {
    const message = `the state in ${path} was written by a newer release, got version ${found}, at most ${known} is known`;
    return new StoreError('newer', path, message, 'use that release, or give another --state-dir');
  }

  static from(cause: unknown, path: string): StoreError {
    if (cause instanceof StoreError) return cause;
    const fault = faultOf(cause);
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (fault === 'other') {
      const hint = 'this is a fault of Myelin; please report it with this message';
      return new StoreError(fault, path, `the state in ${path} cannot be used: ${detail}`, hint, { cause });
    }
    const { text, hint } = wordsOf(fault, cause);
    return new StoreError(fault, path, `the state in ${path} cannot be used: ${text} (${detail})`, hint, { cause });
  }
}

function wordsOf(fault: keyof typeof WORDS, cause: unknown): (typeof WORDS)[typeof fault] {
  const { code = '' } = cause as { code?: string };
  if (code !== 'EEXIST' && code !== 'ENOTDIR') return WORDS[fault];
  return { text: 'there is a file where a folder has to be', hint: 'move the file away, or give another --state-dir' };
}

/** What was kept as JSON. @param what - of the file it is, for the message. @throws StoreError */
export function parseKept(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { text: words, hint } = WORDS.corrupt;
    throw new StoreError('corrupt', path, `the state in ${path} cannot be used: ${words} (${what} is not JSON)`, hint, {
      cause,
    });
  }
}

/** By the codes of the database (their first two words are the fault, the rest a detail) and of the file system. */
function faultOf(cause: unknown): Exclude<StoreFault, 'newer'> {
  const { code = '', message = '' } = cause as { code?: string; message?: string };
  if (/readonly database/.test(message)) return 'refused';
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code) || /disk is full/.test(message)) return 'full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'corrupt';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'busy';
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR)|E[A-Z]+$)/.test(code)) return 'refused';
  // The library tells a file that cannot be opened by its message alone; 14 is CANTOPEN.
  return /ConnectionFailed/.test(message) ? 'refused' : 'other';
}
