import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FilesBeside } from '../spec/check/files-beside';
import type { FileSight } from '../spec/check/local-files';

/**
 * What lies beside the file of an axon; nothing is known of what lies beside a text that a server has. It is for one check: what
 * was looked at once is not looked at again.
 */
export function filesBeside(file: string): FilesBeside {
  if (/^https?:\/\//.test(file)) return { read: () => undefined, look: () => ({ kind: 'unknown' }) };
  const folder = dirname(file);
  const whole = (path: string) => resolve(folder, path);
  const seen = new Map<string, FileSight>();
  return {
    read: (path) => {
      try {
        return readFileSync(whole(path), 'utf8');
      } catch {
        // A build says that its files cannot be read; a check tells only what it can know.
        return undefined;
      }
    },
    look: (path) => {
      const sight = seen.get(path) ?? sightOf(whole(path));
      seen.set(path, sight);
      return sight;
    },
  };
}

function sightOf(path: string): FileSight {
  try {
    return statSync(path).isDirectory() ? { kind: 'folder', names: () => namesIn(path) } : { kind: 'file' };
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unknown' };
  }
}

/** None of a folder that this person may not read: they only serve a hint. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
