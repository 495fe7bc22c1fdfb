import { posix } from 'node:path';
import type { Issue, Path } from '../spec/issue';
import { issue } from '../spec/issue';
import type { IssueCode } from '../spec/issue-codes';
import type { BuildPlan, CommandForm, CopyStep, DirectoryStep, Requirement, Skipped } from './build-plan';
import { dockerInstructions, type DockerInstruction } from '../spec/lang/dockerfile';
import { readRun } from './run-instruction';
import { substitute } from './substitute';

export interface ReadDockerfileOptions {
  /** The file's name, for positions. */
  readonly file: string;
  /** Where the axon names this build. */
  readonly path: Path;
  /** What `images:` of the overrides file would name. */
  readonly reference: string;
}

/** Instructions that mean nothing to a process on this machine. */
const IGNORED = new Set(['LABEL', 'EXPOSE', 'MAINTAINER', 'STOPSIGNAL', 'HEALTHCHECK', 'VOLUME', 'SHELL', 'ONBUILD']);

/**
 * Reads a Dockerfile, without running it, into what a local build needs: the last stage's files, environment, requirements
 * and command. What cannot be followed is an issue at its line, naming the override that answers it.
 */
export function readDockerfile(text: string, options: ReadDockerfileOptions): BuildPlan {
  const reader = new DockerfileReader(options);
  for (const instruction of dockerInstructions(text)) reader.read(instruction);
  return reader.plan();
}

class DockerfileReader {
  private readonly globalArgs: Record<string, string> = {};
  private readonly stages = new Map<string, Stage>();
  private begun = false;
  private stage = new Stage();

  constructor(private readonly options: ReadDockerfileOptions) {}

  plan(): BuildPlan {
    const { user, entrypoint, command, pythonVersion, issues, ...rest } = this.stage;
    return {
      ...rest,
      issues: this.begun
        ? issues
        : [issue('MYL2002', this.options.path, `${this.options.file} has no FROM`, this.hint())],
      ...(user === undefined ? {} : { user }),
      ...(entrypoint === undefined ? {} : { entrypoint }),
      ...(command === undefined ? {} : { command }),
      ...(pythonVersion === undefined ? {} : { pythonVersion }),
    };
  }

  read(instruction: DockerInstruction): void {
    const { keyword, text, line } = instruction;
    if (keyword === 'FROM') return this.from(instruction);
    if (!this.begun) {
      if (keyword === 'ARG') for (const [name, value] of assignments(text, {})) this.globalArgs[name] = value ?? '';
      return;
    }
    const variables = this.variables();
    if (instruction.heredoc && (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD'))
      this.refuse(line, `${keyword} with a here-document`, 'a here-document is not read here');
    else if (keyword === 'COPY' || keyword === 'ADD') this.copy(instruction);
    else if (keyword === 'RUN') this.run(instruction);
    else if (keyword === 'WORKDIR') {
      this.stage.workdir = posix.resolve(this.stage.workdir, unquoted(substitute(text, variables)));
      this.stage.steps.push({ kind: 'directory', path: this.stage.workdir });
    } else if (keyword === 'ENV')
      for (const [name, value] of assignments(text, variables)) this.stage.env[name] = value ?? '';
    else if (keyword === 'ARG')
      for (const [name, value] of assignments(text, variables))
        this.stage.args[name] = value ?? this.globalArgs[name] ?? '';
    else if (keyword === 'USER') this.stage.user = substitute(text, variables);
    else if (keyword === 'ENTRYPOINT') {
      // As in Docker, an ENTRYPOINT takes the base image's CMD away; one of this file stays.
      this.stage.entrypoint = commandForm(instruction);
    } else if (keyword === 'CMD') this.stage.command = commandForm(instruction);
    else if (IGNORED.has(keyword))
      this.stage.skipped.push({ line, text: `${keyword} ${text}`, why: 'it describes a container' });
    else this.refuse(line, `${keyword} ${text}`, `${keyword} is not an instruction of a Dockerfile`);
  }

  private from({ text, line }: DockerInstruction): void {
    const words = substitute(text, this.globalArgs).split(/\s+/);
    const image = words[0] ?? '';
    // A later stage begins anew, except when it is built on an earlier one.
    const base = this.stages.get(image.toLowerCase());
    this.stage = base === undefined ? new Stage() : base.copy();
    this.begun = true;
    if (words[1]?.toLowerCase() === 'as' && words[2] !== undefined) this.stages.set(words[2].toLowerCase(), this.stage);
    if (base !== undefined || image === 'scratch') return;
    const python = /^(?:[^@]*\/)?python(?::([^@]+))?(?:@.*)?$/.exec(image);
    if (python === null)
      this.note('MYL2003', line, `the contents of ${image} are not on this machine`, this.requirementsHint(image));
    const version = /^\d+(?:\.\d+)*/.exec(python?.[1] ?? '')?.[0];
    if (version !== undefined) this.stage.pythonVersion = version;
  }

  private copy({ keyword, text, exec, flags, line }: DockerInstruction): void {
    const variables = this.variables();
    const words = (exec ?? splitWords(text)).map((word) => substitute(word, variables));
    const to = words.at(-1);
    const from = words.slice(0, -1);
    const shown = `${keyword} ${text}`;
    if (flags['from'] !== undefined)
      return this.refuse(line, `${keyword} --from=${flags['from']} ${text}`, 'files of another stage are not here');
    if (to === undefined || from.length === 0)
      return this.refuse(line, shown, `${keyword} needs a source and a destination`);
    const remote = from.find((source) => /^(?:https?|git|ftp):|^git@/.test(source));
    if (remote !== undefined) return this.refuse(line, shown, `${remote} is not downloaded here`);
    const archive = keyword === 'ADD' ? from.find((source) => /\.(?:tar|tgz|tar\.\w+)$/.test(source)) : undefined;
    if (archive !== undefined) return this.refuse(line, shown, `${archive} is not unpacked here`);
    const into = /(?:\/|^\.{1,2}|\/\.{1,2})$/.test(to) || from.length > 1;
    const step: CopyStep = { kind: 'copy', from, to: posix.resolve(this.stage.workdir, to), intoDirectory: into, line };
    this.stage.steps.push(step);
  }

  private run({ text, exec, line }: DockerInstruction): void {
    const outcome = readRun(text, exec, line, this.stage.workdir, this.variables());
    this.stage.requirements.push(...outcome.requirements);
    this.stage.pipOptions.push(...outcome.pipOptions);
    this.stage.skipped.push(...outcome.skipped);
    for (const refused of outcome.refused) this.refuse(line, `RUN ${refused.text}`, refused.why);
  }

  private variables(): Record<string, string> {
    return { ...this.stage.args, ...this.stage.env };
  }

  private refuse(line: number, text: string, why: string): void {
    this.note('MYL2002', line, `${JSON.stringify(text)} cannot be followed: ${why}`, this.hint());
  }

  private note(code: IssueCode, line: number, message: string, hint: string): void {
    const at = { file: this.options.file, line, column: 1 };
    this.stage.issues.push({ ...issue(code, this.options.path, message, hint), at });
  }

  private hint(): string {
    return `say how to start it instead, in the overrides file: images: {${this.options.reference}: {dir: ..., command: [...]}}`;
  }

  private requirementsHint(image: string): string {
    return `if the code imports what ${image} brings, list it in a file and name that under requirements: in the overrides file`;
  }
}

class Stage {
  readonly steps: (CopyStep | DirectoryStep)[] = [];
  readonly env: Record<string, string> = {};
  readonly args: Record<string, string> = {};
  readonly requirements: Requirement[] = [];
  readonly pipOptions: string[] = [];
  readonly skipped: Skipped[] = [];
  readonly issues: Issue[] = [];
  workdir = '/';
  user: string | undefined;
  entrypoint: CommandForm | undefined;
  command: CommandForm | undefined;
  pythonVersion: string | undefined;

  copy(): Stage {
    return Object.assign(new Stage(), structuredClone({ ...this }));
  }
}

function commandForm({ text, exec }: DockerInstruction): CommandForm {
  return exec === undefined ? { form: 'shell', text } : { form: 'exec', words: exec };
}

/** `A=1 B="x y"`, or the old `A x y`, as names and values; a name alone has no value. */
function assignments(
  text: string,
  variables: Readonly<Record<string, string>>,
): (readonly [string, string | undefined])[] {
  const old = /^(\w+)\s+([^=].*)$/s.exec(text);
  if (old !== null && !/^\w+=/.test(text))
    return [[old[1] as string, unquoted(substitute(old[2] as string, variables))]];
  return splitWords(text).map((written) => {
    const word = substitute(written, variables);
    const at = word.indexOf('=');
    return at < 0 ? ([word, undefined] as const) : ([word.slice(0, at), word.slice(at + 1)] as const);
  });
}

/** Words as ENV, ARG and COPY separate them: quotes are taken off, and operators of a shell mean nothing. */
function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'])+/gs) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\([^$])/gs, (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\])/g, '$1') : (single ?? escaped ?? ''),
    ),
  );
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
