import { execFile } from 'node:child_process';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CliError, EXIT } from './exit';

const run = promisify(execFile);

/** More than the largest text that Myelin reads, so that git is never the one to refuse. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * A file as a git revision has it; nothing if the revision has no such file.
 *
 * @throws CliError where there is no git, no repository or no such revision
 */
export async function fileAtRevision(file: string, revision: string): Promise<string | undefined> {
  const folder = dirname(resolve(file));
  const commit = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit === undefined) {
    const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
    if (inside === undefined) throw new CliError(`myelin: ${file} is in no git repository, so --from has no revisions`);
    throw new CliError(`myelin: --from names no revision of the repository of ${file}, got ${revision}`, EXIT.usage);
  }
  // The path with ./ is looked for from the folder, wherever that is below the root.
  const object = `${commit.trim()}:./${basename(file)}`;
  if ((await git(folder, ['cat-file', '-e', object])) === undefined) return undefined;
  return git(folder, ['show', object]);
}

/**
 * Files below a folder that differ from those of a revision, new ones included; paths from the folder.
 *
 * @returns nothing if the folder is not in the repository of `file`
 */
export async function changedFiles(
  file: string,
  revision: string,
  folder: string,
): Promise<readonly string[] | undefined> {
  const base = resolve(dirname(file), folder);
  const tracked = await git(base, ['diff', '--name-only', '--relative', '-z', '--end-of-options', revision, '--', '.']);
  const added = await git(base, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.']);
  if (tracked === undefined || added === undefined) return undefined;
  return `${tracked}${added}`.split('\0').filter((name) => name !== '');
}

/** What git printed; nothing where it said no. */
async function git(folder: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...words], { maxBuffer: MOST_BYTES, encoding: 'utf8' });
    return stdout;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') return undefined;
    throw new CliError('myelin: --from needs git, which is not on the PATH');
  }
}
