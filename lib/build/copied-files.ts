import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, readFile } from 'node:fs/promises';
import { join, posix, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuildPlan, CopyStep } from './build-plan';
import { globPattern, ignoreFile, type IgnoreRules } from './ignore-file';

/** A file of the build context and where the image has it. */
export interface CopiedFile {
  readonly source: string;
  readonly executable: boolean;
  /** Text of a symbolic link, which is copied as one. @default - it is a file */
  readonly link?: string;
}

/** What the steps of a plan put where; all paths are absolute paths of the image. */
export interface CopiedFiles {
  readonly files: ReadonlyMap<string, CopiedFile>;
  readonly directories: ReadonlySet<string>;
  /** What the image had at a path when the instruction of a line ran; a later copy may have replaced it. */
  at(path: string, line: number): CopiedFile | undefined;
  /** Sources that name nothing, or something outside the context. */
  readonly missing: readonly { readonly step: CopyStep; readonly source: string; readonly why: string }[];
}

/**
 * Follows the copy steps of a plan over the files of a build context, without copying.
 *
 * @param context - an existing directory
 * @param ignoreFiles - names of ignore files, the first that exists counts
 * @param without - a directory left out wherever it lies, for a store that lies inside the context. @default - none
 */
export async function copiedFiles(
  plan: Pick<BuildPlan, 'steps'>,
  context: string,
  ignoreFiles: readonly string[],
  without?: string,
): Promise<CopiedFiles> {
  const walk = new Walk(
    context,
    await readIgnore(context, ignoreFiles),
    without === undefined ? undefined : resolve(without),
  );
  for (const step of plan.steps) {
    if (step.kind === 'directory') walk.directories.add(step.path);
    else for (const source of step.from) await walk.copy(step, source);
  }
  return walk;
}

/** A hash of the paths, contents and executable bits, and of the directories. */
export async function hashFiles({ files, directories }: Pick<CopiedFiles, 'files' | 'directories'>): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify([...directories].sort())}\n`);
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content = file.link === undefined ? await hashFile(file.source) : `-> ${file.link}`;
    hash.update(`${JSON.stringify(path)} ${file.executable ? 'x' : '-'} ${content}\n`);
  }
  return hash.digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function readIgnore(context: string, names: readonly string[]): Promise<IgnoreRules> {
  for (const name of names) {
    try {
      return ignoreFile(await readFile(join(context, name), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return ignoreFile('');
}

class Walk implements CopiedFiles {
  readonly files = new Map<string, CopiedFile>();
  readonly directories = new Set<string>();
  readonly missing: { step: CopyStep; source: string; why: string }[] = [];
  private readonly history: { path: string; line: number; file: CopiedFile }[] = [];

  constructor(
    private readonly context: string,
    private readonly rules: IgnoreRules,
    private readonly without: string | undefined,
  ) {}

  at(path: string, line: number): CopiedFile | undefined {
    return this.history.findLast((one) => one.path === path && one.line <= line)?.file;
  }

  async copy(step: CopyStep, source: string): Promise<void> {
    // A leading slash is the context's root, as in Docker.
    const relative = posix.normalize(source.replace(/^\/+/, '') || '.').replace(/\/$/, '');
    if (relative === '..' || relative.startsWith('../')) {
      this.missing.push({ step, source, why: 'it lies outside the build context' });
      return;
    }
    const paths = /[*?[]/.test(relative) ? await this.expand(relative) : [relative];
    let found = false;
    for (const path of paths) found = (await this.copyPath(step, path)) || found;
    if (!found) this.missing.push({ step, source, why: `no such file in ${this.context}` });
  }

  /** Copies a file, or what a directory holds; false where there is nothing. */
  private async copyPath(step: CopyStep, relative: string): Promise<boolean> {
    const absolute = join(this.context, relative);
    const stat = await lstat(absolute).catch(() => undefined);
    if (stat === undefined || (relative !== '.' && this.ignored(relative))) return false;
    if (stat.isDirectory()) await this.directory(relative, step.to, step.line);
    else {
      const into = step.intoDirectory || this.directories.has(step.to);
      await this.file(relative, into ? posix.join(step.to, posix.basename(relative)) : step.to, step.line);
    }
    return true;
  }

  private async directory(relative: string, to: string, line: number): Promise<void> {
    if (!this.ignored(relative)) this.directories.add(to);
    const entries = await readdir(join(this.context, relative), { withFileTypes: true });
    for (const entry of entries) {
      const path = relative === '.' ? entry.name : `${relative}/${entry.name}`;
      const target = posix.join(to, entry.name);
      if (entry.isDirectory()) {
        if (!this.ignored(path) || this.rules.reachesInto(path)) await this.directory(path, target, line);
      } else if (!this.ignored(path)) await this.file(path, target, line);
    }
  }

  private async file(relative: string, to: string, line: number): Promise<void> {
    const source = join(this.context, relative);
    const stat = await lstat(source);
    if (!stat.isSymbolicLink() && !stat.isFile()) return;
    const executable = stat.isFile() && (stat.mode & 0o100) !== 0;
    const file = { source, executable, ...(stat.isSymbolicLink() ? { link: await readlink(source) } : {}) };
    this.files.set(to, file);
    this.history.push({ path: to, line, file });
    for (let folder = posix.dirname(to); folder !== '/'; folder = posix.dirname(folder)) this.directories.add(folder);
  }

  private ignored(path: string): boolean {
    return this.rules.ignores(path) || join(this.context, path) === this.without;
  }

  private async expand(pattern: string): Promise<string[]> {
    const matches = globPattern(pattern);
    const depth = pattern.split('/').length;
    const entries = await readdir(this.context, { recursive: depth > 1 }).catch(() => [] as string[]);
    return entries
      .map((path) => path.split(sep).join('/'))
      .filter((path) => matches.test(path))
      .sort();
  }
}
