import { posix } from 'node:path';
import { issue, type Path } from '../spec/issue';
import type { IssueCode } from '../spec/issue-codes';
import { dockerInstructions, type DockerInstruction } from '../spec/lang/dockerfile';
import type { BuildPlan, CommandForm, CopyStep } from './build-plan';
import { Stage } from './dockerfile-stage';
import { assignments, splitWords, unquoted } from './dockerfile-words';
import { inOverrides } from './overrides-hint';
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

/** Instructions that may be followed by a here-document. */
const READS_FILES = new Set(['RUN', 'COPY', 'ADD']);

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

/** Follows one instruction after the other; FROM begins a new stage, and the last one is the plan. */
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
      if (keyword === 'ARG') for (const [name, value = ''] of assignments(text, {})) this.globalArgs[name] = value;
      return;
    }
    if (instruction.heredoc && READS_FILES.has(keyword)) {
      return this.refuse(line, `${keyword} with a here-document`, 'a here-document is not read here');
    }
    if (IGNORED.has(keyword)) {
      this.stage.skipped.push({ line, text: `${keyword} ${text}`, why: 'it describes a container' });
      return;
    }
    this.follow(instruction);
  }

  private follow(instruction: DockerInstruction): void {
    const { keyword, text, line } = instruction;
    switch (keyword) {
      case 'COPY':
      case 'ADD':
        return this.copy(instruction);
      case 'RUN':
        return this.run(instruction);
      case 'WORKDIR':
        return this.workdir(text);
      case 'ENV':
        for (const [name, value = ''] of assignments(text, this.variables())) this.stage.env[name] = value;
        return;
      case 'ARG':
        for (const [name, value = this.globalArgs[name] ?? ''] of assignments(text, this.variables())) {
          this.stage.args[name] = value;
        }
        return;
      case 'USER':
        this.stage.user = substitute(text, this.variables());
        return;
      case 'ENTRYPOINT':
        // As in Docker, an ENTRYPOINT takes the base image's CMD away; one of this file stays.
        this.stage.entrypoint = commandForm(instruction);
        return;
      case 'CMD':
        this.stage.command = commandForm(instruction);
        return;
      default:
        return this.refuse(line, `${keyword} ${text}`, `${keyword} is not an instruction of a Dockerfile`);
    }
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

  private workdir(text: string): void {
    this.stage.workdir = posix.resolve(this.stage.workdir, unquoted(substitute(text, this.variables())));
    this.stage.steps.push({ kind: 'directory', path: this.stage.workdir });
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
    return `say how to start it instead, ${inOverrides(this.options.reference)}`;
  }

  private requirementsHint(image: string): string {
    return `if the code imports what ${image} brings, list it in a file and name that under requirements: in the overrides file`;
  }
}

function commandForm({ text, exec }: DockerInstruction): CommandForm {
  return exec === undefined ? { form: 'shell', text } : { form: 'exec', words: exec };
}
