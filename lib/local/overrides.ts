import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { issue, type Issue, type Path } from '../spec/issue';
import { didYouMean } from '../spec/lang/closest';
import { show } from '../spec/schema-faults';
import { readSource } from '../spec/source';
import { unreadable, whyUnreadable } from '../spec/unreadable';

/** What answers for things that a laptop lacks; the file of `--local`. All paths are absolute here. */
export interface LocalOverrides {
  /** Directories in place of the sources of artifacts, by the artifact's name. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** What to run in place of an image that nobody can pull, by its reference. */
  readonly images: Readonly<Record<string, ImageOverride>>;
  /** Requirements files in place of those that builds name, by the name written there. */
  readonly requirements: Readonly<Record<string, string>>;
  /** Values of the axon's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Added to the environment of every task; what the task itself says wins. */
  readonly env: Readonly<Record<string, string>>;
  readonly python?: {
    /** A path, or a command to look for. */
    readonly interpreter?: string;
    /** Where pip finds packages: an address, or a directory. */
    readonly index?: string;
  };
}

export interface ImageOverride {
  readonly dir: string;
  readonly command: readonly string[];
}

export interface ReadOverrides {
  readonly overrides: LocalOverrides;
  /** Of the file, which the issues are about. */
  readonly text: string;
  readonly issues: readonly Issue[];
}

export const NO_OVERRIDES: LocalOverrides = { artifacts: {}, images: {}, requirements: {}, parameters: {}, env: {} };

/**
 * Reads an overrides file. Relative paths start at its folder; a path that is not there is told at once, not by the task
 * that would have used it.
 *
 * @param file - absent when there is nothing to override
 */
export async function readOverrides(file: string | undefined): Promise<ReadOverrides> {
  if (file === undefined) return { overrides: NO_OVERRIDES, text: '', issues: [] };
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    const why = whyUnreadable(thrown as NodeJS.ErrnoException);
    return { overrides: NO_OVERRIDES, text: '', issues: [unreadable(file, why, 'correct the path after --local')] };
  }
  const { documents, issues } = readSource(text, file);
  const [document, second] = documents;
  if (document === undefined) return { overrides: NO_OVERRIDES, text, issues };
  const reader = new Reader(dirname(resolve(file)));
  if (second !== undefined) reader.fault([], 'an overrides file is one document, got several');
  const overrides = reader.read(document.data);
  await reader.checkPaths();
  const placed = reader.issues.map((one): Issue => {
    const what = one.code === 'MYL1004' ? 'key' : 'value';
    return { ...one, at: document.positionOf(one.path, what) };
  });
  placed.sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0));
  return { overrides, text, issues: [...issues, ...placed] };
}

type Mapping = Readonly<Record<string, unknown>>;

/** Gathers every fault of one file; what cannot be read is left out. */
class Reader {
  readonly issues: Issue[] = [];
  private readonly paths: { readonly path: Path; readonly file: string; readonly kind: 'directory' | 'file' }[] = [];

  constructor(private readonly folder: string) {}

  read(data: unknown): LocalOverrides {
    const top = this.mapping(data, [], ['artifacts', 'images', 'requirements', 'parameters', 'env', 'python']);
    const python = this.mapping(top['python'], ['python'], ['interpreter', 'index']);
    const interpreter = this.optionalText(python['interpreter'], ['python', 'interpreter']);
    const index = this.optionalText(python['index'], ['python', 'index']);
    return {
      artifacts: this.each(top, 'artifacts', (value, path) => this.pathTo('directory', value, path)),
      images: this.each(top, 'images', (value, path) => this.image(value, path)),
      requirements: this.each(top, 'requirements', (value, path) => this.pathTo('file', value, path)),
      parameters: this.each(top, 'parameters', (value, path) => this.text(value, path)),
      env: this.each(top, 'env', (value, path) => this.text(value, path)),
      ...(top['python'] === undefined
        ? {}
        : {
            python: {
              ...(interpreter === undefined
                ? {}
                : { interpreter: this.fromFolder(interpreter, interpreter.includes('/')) }),
              ...(index === undefined ? {} : { index: this.fromFolder(index, /^\.{0,2}\//.test(index)) }),
            },
          }),
    };
  }

  fault(path: Path, message: string, hint?: string): undefined {
    this.issues.push(issue('MYL1003', path, message, hint));
    return undefined;
  }

  async checkPaths(): Promise<void> {
    for (const { path, file, kind } of this.paths) {
      const found = await stat(file).catch(() => undefined);
      if (found !== undefined && (kind === 'directory') === found.isDirectory()) continue;
      const message = found === undefined ? `${file} does not exist` : `${file} is not a ${kind}`;
      this.issues.push(issue('MYL1001', path, message, `name a ${kind}; relative paths start at ${this.folder}`));
    }
  }

  private image(value: unknown, path: Path): ImageOverride | undefined {
    const image = this.mapping(value, path, ['dir', 'command']);
    const command = this.command(image['command'], [...path, 'command']);
    const dir = image['dir'] === undefined ? '.' : image['dir'];
    const found = this.pathTo('directory', dir, [...path, 'dir']);
    return command === undefined || found === undefined ? undefined : { dir: found, command };
  }

  /** A list is taken as it is; a text is a line of shell. */
  private command(value: unknown, path: Path): readonly string[] | undefined {
    if (value === undefined || value === null) {
      this.issues.push(issue('MYL1005', path, 'command is missing', 'say what to run, such as [python, train.py]'));
      return undefined;
    }
    if (typeof value === 'string' && value.trim() !== '') return ['/bin/sh', '-c', value];
    if (!Array.isArray(value) || value.length === 0) {
      return this.fault(path, `expected a list of words, got ${show(value)}`, 'write [python, train.py]');
    }
    const words = value.map((word, index) => this.text(word, [...path, index]));
    return words.every((word) => word !== undefined) ? words : undefined;
  }

  private pathTo(kind: 'directory' | 'file', value: unknown, path: Path): string | undefined {
    if (typeof value !== 'string' || value === '') {
      return this.fault(path, `expected a path of a ${kind}, got ${show(value)}`);
    }
    const file = resolve(this.folder, value);
    this.paths.push({ path, file, kind });
    return file;
  }

  private fromFolder(value: string, isPath: boolean): string {
    return isPath ? resolve(this.folder, value) : value;
  }

  private optionalText(value: unknown, path: Path): string | undefined {
    return value === undefined || value === null ? undefined : this.text(value, path);
  }

  private text(value: unknown, path: Path): string | undefined {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.fault(path, `expected text, got ${show(value)}`);
  }

  private each<T>(top: Mapping, key: string, read: (value: unknown, path: Path) => T | undefined): Record<string, T> {
    const found: Record<string, T> = {};
    for (const [name, value] of Object.entries(this.mapping(top[key], [key]))) {
      const one = read(value, [key, name]);
      if (one !== undefined) found[name] = one;
    }
    return found;
  }

  /** @param known - the keys that may be there; any without it */
  private mapping(value: unknown, path: Path, known?: readonly string[]): Mapping {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.fault(path, `expected a mapping, got ${show(value)}`);
      return {};
    }
    for (const key of known === undefined ? [] : Object.keys(value)) {
      if (known?.includes(key)) continue;
      const hint = didYouMean(key, known ?? []) ?? `known keys are ${known?.join(', ')}`;
      this.issues.push(issue('MYL1004', [...path, key], `unknown key ${key}`, hint));
    }
    return value as Mapping;
  }
}
