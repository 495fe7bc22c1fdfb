import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDirectory } from './what-is-there';

export interface GitSource {
  readonly repo: string;
  /** A branch, tag or commit. @default - what the repository points at */
  readonly revision?: string;
}

export interface Checkout {
  readonly directory: string;
  readonly commit: string;
}

/** Git could not give the files; `key` says which key of the source is at fault. */
export class GitError extends Error {
  override readonly name = 'GitError';
  constructor(
    readonly key: 'repo' | 'revision',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Milliseconds without an answer after which a repository counts as out of reach. */
const PATIENCE = 120_000;

/**
 * The files of one commit of a repository, fetched without history, by the `git` of this machine.
 *
 * - Kept by commit: what a branch points at is asked each time, the files are fetched once.
 * - A checkout appears whole or not at all, also when the process dies while git works.
 * - Git asks nobody anything: credentials come from its own configuration or not at all.
 */
export async function gitCheckout({ repo, revision = 'HEAD' }: GitSource, cacheDir: string): Promise<Checkout> {
  if (repo.startsWith('-')) throw new GitError('repo', `${repo} is no repository`);
  if (revision.startsWith('-')) throw new GitError('revision', `${revision} is no revision`);
  const commit = await resolveRevision(repo, revision);
  const digest = createHash('sha256').update(repo).digest('hex').slice(0, 12);
  const directory = join(cacheDir, `${digest}-${commit}`);
  if (await isDirectory(directory)) return { directory, commit };

  await mkdir(cacheDir, { recursive: true });
  const part = await mkdtemp(join(cacheDir, 'part-'));
  try {
    await git(['init', '--quiet', part], repo);
    await git(['-C', part, 'fetch', '--quiet', '--depth', '1', repo, commit], repo);
    await git(['-C', part, 'checkout', '--quiet', '--detach', commit], repo);
    await rm(join(part, '.git'), { recursive: true, force: true });
    await rename(part, directory).catch(async (thrown: unknown) => {
      // Another process may have made the same checkout meanwhile.
      if (!(await isDirectory(directory))) throw thrown;
    });
    return { directory, commit };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function resolveRevision(repo: string, revision: string): Promise<string> {
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision)) return revision;
  const answer = await git(['ls-remote', '--quiet', repo, revision, `refs/tags/${revision}^{}`], repo);
  const refs = new Map(
    answer
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([commit = '', ref = '']) => [ref, commit]),
  );
  const names = [`refs/tags/${revision}^{}`, `refs/tags/${revision}`, `refs/heads/${revision}`, revision];
  const found = names.map((name) => refs.get(name)).find((commit) => commit !== undefined && commit !== '');
  if (found === undefined) {
    throw new GitError('revision', `${repo} has no branch, tag or full commit id ${revision}`);
  }
  return found;
}

function git(args: readonly string[], repo: string): Promise<string> {
  return new Promise((done, fail) => {
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', SSH_ASKPASS: 'true', LC_ALL: 'C' };
    const ssh = process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes';
    const child = spawn('git', args, {
      env: { ...env, GIT_SSH_COMMAND: ssh },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(PATIENCE),
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => (err += String(data)));
    child.once('error', (cause) => {
      const { code, name, message } = cause as NodeJS.ErrnoException;
      if (name === 'AbortError') return fail(faultOf(repo, `no answer within ${PATIENCE / 1000} s`));
      fail(new GitError('repo', code === 'ENOENT' ? 'git is not installed' : message, { cause }));
    });
    child.once('close', (code) => (code === 0 ? done(out) : fail(faultOf(repo, err))));
  });
}

/** What git said last, shortened to one line; an unknown commit is the revision's fault, the rest the repository's. */
function faultOf(repo: string, said: string): GitError {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => /^(fatal|error|remote error):/.test(one)) ?? lines.at(-1) ?? 'git failed';
  const key = /not our ref|couldn't find remote ref|reference is not a tree|unadvertised/.test(said)
    ? 'revision'
    : 'repo';
  return new GitError(
    key,
    `git cannot read ${withoutPassword(repo)}: ${withoutPassword(line.replace(/^fatal: /, ''))}`,
  );
}

/** A password in an address is a secret. */
function withoutPassword(text: string): string {
  return text.replace(/(\/\/[^/:@\s]*):[^/@\s]*@/g, '$1:***@');
}
