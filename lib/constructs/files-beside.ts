import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FilesBeside } from '../spec/check/files-beside';
import type { FileSight } from '../spec/check/local-files';
import type { dockerInstructions as DockerInstructions, DockerInstruction } from '../spec/lang/dockerfile';

/**
 * What lies beside the file of an axon; nothing is known of what lies beside a text that a server has. It is for one check: what
 * was looked at once is not looked at again, nor a Dockerfile read that many axons share.
 */
export function filesBeside(file: string): FilesBeside {
  if (/^https?:\/\//.test(file)) return { dockerfile: () => undefined, look: () => ({ kind: 'unknown' }) };
  const folder = dirname(file);
  const whole = (path: string) => resolve(folder, path);
  const seen = new Map<string, FileSight>();
  const dockerfiles = new Map<string, readonly DockerInstruction[] | undefined>();
  return {
    dockerfile: (path) => {
      if (!dockerfiles.has(path)) dockerfiles.set(path, instructionsIn(whole(path)));
      return dockerfiles.get(path);
    },
    look: (path) => {
      const sight = seen.get(path) ?? sightOf(whole(path));
      seen.set(path, sight);
      return sight;
    },
  };
}

function instructionsIn(file: string): readonly DockerInstruction[] | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  // Loaded when the first Dockerfile is read: most axons have none that is asked for.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at every start.
  const { dockerInstructions } = require('../spec/lang/dockerfile') as {
    dockerInstructions: typeof DockerInstructions;
  };
  return dockerInstructions(text);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A build says that its files cannot be read; a check tells only what it can know.
    return undefined;
  }
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
