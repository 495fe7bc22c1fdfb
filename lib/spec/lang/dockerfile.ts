import { DockerfileParser, type Instruction, type ModifiableInstruction } from 'dockerfile-ast';

/** One instruction of a Dockerfile, with continuations joined and comments inside it removed. */
export interface DockerInstruction {
  /** Upper case. */
  readonly keyword: string;
  /** Everything after the keyword and its flags. */
  readonly text: string;
  /** `--from=base` as `{from: 'base'}`. */
  readonly flags: Readonly<Record<string, string>>;
  /** The words of an exec form (`["a", "b"]`). */
  readonly exec?: readonly string[];
  readonly heredoc: boolean;
  /** Counts from 1. */
  readonly line: number;
}

/** The instructions of a Dockerfile in order, of every stage; the only reader of the parser's own types. */
export function dockerInstructions(text: string): DockerInstruction[] {
  const parsed = DockerfileParser.parse(text);
  const escape = parsed.getEscapeCharacter() === '`' ? '`' : '\\';
  return parsed.getInstructions().map((instruction) => {
    const line = instruction.getRange().start.line + 1;
    const heredoc = /(^|\s)<<-?\s*["']?\w/.test(instruction.getRawArgumentsContent() ?? '');
    const raw = joined(instruction.getRawArgumentsContent() ?? '', escape);
    const exec = execForm(raw);
    return {
      keyword: instruction.getKeyword(),
      text: raw,
      flags: flagsOf(instruction),
      ...(exec === undefined ? {} : { exec }),
      heredoc,
      line,
    };
  });
}

/** Lines that end in the escape character are one line; comment lines between them are none. */
function joined(raw: string, escape: string): string {
  const lines = raw.split(/\r?\n/);
  const kept = lines.filter((line, index) => index === 0 || !/^\s*#/.test(line));
  return kept
    .map((line) => {
      const trimmed = line.trimEnd();
      return trimmed.endsWith(escape) ? trimmed.slice(0, -1) : `${line}\n`;
    })
    .join('')
    .trim();
}

/** Only instructions that can have flags know of them; the parser leaves the flags out of their arguments. */
function flagsOf(instruction: Instruction): Record<string, string> {
  const flags = 'getFlags' in instruction ? (instruction as ModifiableInstruction).getFlags() : [];
  return Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? '']));
}

/** Docker takes what is not a JSON list of strings as shell form, and so does this. */
function execForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
