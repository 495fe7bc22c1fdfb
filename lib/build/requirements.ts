import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, isAbsolute, resolve, sep } from 'node:path';

/** Requirement lines as pip reads them, from one file and those it names. */
export interface Requirements {
  readonly lines: readonly string[];
  /** Files read, absolute, the first one first. */
  readonly files: readonly string[];
  /** A file that cannot be read, and who named it. */
  readonly missing: readonly { readonly file: string; readonly namedBy: string }[];
  /** Contents of files that lines only point to (constraints). */
  readonly hash: string;
}

/** Replacement files by the path of what they replace: a path's end (`train/requirements.txt`) or all of it. */
export type RequirementsOverrides = Readonly<Record<string, string>>;

/**
 * Reads a requirements file with the files it names by `-r`. The published `myelin` pin is left out, since the helper package is
 * always in the environment.
 *
 * @param namedBy - for a missing file: what said it
 */
export async function readRequirements(
  file: string,
  overrides: RequirementsOverrides,
  namedBy: string,
): Promise<Requirements> {
  const reading = new Reading(overrides);
  await reading.file(file, namedBy);
  return reading.result();
}

/** Whether a requirement is the package that Myelin itself puts into every environment. */
export function isHelperPackage(requirement: string): boolean {
  return /^myelin(?![\w.-])|[#&]egg=myelin(?![\w.-])/i.test(requirement.trim());
}

/** The replacement for a file, if the overrides name one. */
function overriddenBy(file: string, overrides: RequirementsOverrides): string | undefined {
  const key = Object.keys(overrides).find((name) => {
    const normal = name.replace(/^\.?\/+/, '');
    return file === name || file === resolve(name) || file.endsWith(sep + normal);
  });
  return key === undefined ? undefined : resolve(overrides[key] as string);
}

class Reading {
  private readonly lines: string[] = [];
  private readonly files: string[] = [];
  private readonly missing: { file: string; namedBy: string }[] = [];
  private readonly hash = createHash('sha256');

  constructor(private readonly overrides: RequirementsOverrides) {}

  result(): Requirements {
    return { lines: this.lines, files: this.files, missing: this.missing, hash: this.hash.digest('hex') };
  }

  async file(named: string, namedBy: string): Promise<void> {
    const file = overriddenBy(named, this.overrides) ?? named;
    // A file that names itself, by whatever way round, is read once.
    if (this.files.includes(file)) return;
    const text = await this.text(file, namedBy);
    if (text === undefined) return;
    this.files.push(file);
    for (const line of logicalLines(text)) await this.line(line, file);
  }

  private async line(line: string, file: string): Promise<void> {
    const option = /^(-r|--requirement|-c|--constraint|-f|--find-links|-e|--editable)(?:\s+|=|(?<=^-\w))(.+)$/.exec(
      line,
    );
    if (option === null) {
      if (!isHelperPackage(line)) this.lines.push(/^\.{1,2}\//.test(line) ? resolve(dirname(file), line) : line);
      return;
    }
    const [, name = '', value = ''] = option;
    if (isHelperPackage(value)) return;
    const local = isAbsolute(value) || /^[a-z+]+:/.test(value) ? value : resolve(dirname(file), value);
    if (name === '-r' || name === '--requirement') return this.file(local, file);
    if (name === '-c' || name === '--constraint') this.hash.update((await this.text(local, file)) ?? '');
    this.lines.push(`${name} ${local}`);
  }

  private async text(file: string, namedBy: string): Promise<string | undefined> {
    try {
      return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    } catch {
      this.missing.push({ file, namedBy });
      return undefined;
    }
  }
}

/** Lines without comments, with continuations joined. */
function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}
