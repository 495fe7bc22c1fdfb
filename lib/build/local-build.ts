import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, delimiter, join, resolve } from 'node:path';
import type { Issue, Path } from '../spec/issue';
import { hasErrors, issue } from '../spec/issue';
import type { BuildPlan, Skipped } from './build-plan';
import { buildRequirements, type BuildRequirements } from './build-requirements';
import { ImagePaths, localWords, portFlag } from './command';
import { copiedFiles, hashFiles, type CopiedFiles } from './copied-files';
import { readDirectory } from './directory-build';
import { readDockerfile } from './dockerfile';
import { EnvironmentError, environmentId, makeEnvironment, type EnvironmentRequest } from './environment';
import { makeImageRoot } from './image-root';
import { findInterpreter, InterpreterError, type Interpreter } from './interpreter';
import type { RequirementsOverrides } from './requirements';
import { readS2i } from './s2i';

/** What a build is made from; paths are absolute. */
export type BuildSource =
  | { readonly kind: 'dockerfile'; readonly context: string; readonly dockerfile: string }
  | { readonly kind: 's2i'; readonly context: string }
  | { readonly kind: 'directory'; readonly dir: string; readonly command: readonly string[] };

export interface LocalBuildOptions {
  /** Where builds (`builds/`) and environments (`environments/`) are kept. */
  readonly cacheDir: string;
  /** The helper package's folder, `.../python/myelin`. */
  readonly helperPackage: string;
  /** @default - python3, then python */
  readonly interpreter?: string;
  /**
   * An index's address, or a directory of wheels, which is then the only place packages come from.
   * @default - pip's own
   */
  readonly index?: string;
  /** @default - none */
  readonly requirementsOverrides?: RequirementsOverrides;
  /** Where the axon names this build. */
  readonly path: Path;
  /** What `images:` of the overrides file would name. */
  readonly reference: string;
  /** Lines of pip's output, as they come. */
  readonly onProgress?: (line: string) => void;
  /** Ends the making of an environment, which then fails. @default - it is not ended */
  readonly signal?: AbortSignal;
}

/** A build that can be started, as often as wanted and several at once. */
export interface LocalBuild {
  /** A hash of all that matters: files, plan, environment. */
  readonly id: string;
  /** The directory that stands for the image's `/`; shared by all who run this build. */
  readonly root: string;
  /** Where the process starts. */
  readonly workdir: string;
  /** To be laid over the runner's own environment, under the task's; its PATH is complete. */
  readonly env: Readonly<Record<string, string>>;
  /** `entrypoint` and `defaultArguments`, in one. */
  readonly command: readonly string[];
  /** Empty where the image has only a CMD. */
  readonly entrypoint: readonly string[];
  /** CMD, which a task's own arguments replace. */
  readonly defaultArguments: readonly string[];
  /** Whether arguments can follow: there is an ENTRYPOINT in exec form. */
  readonly takesArguments: boolean;
  /** The option by which the command takes its port. */
  readonly portFlag?: string;
  readonly skipped: readonly Skipped[];
  /** The interpreter of the environment. */
  readonly pythonPath: string;
}

export interface LocalBuildResult {
  /** Absent where an issue is an error. */
  readonly build?: LocalBuild;
  readonly issues: readonly Issue[];
}

/** Makes a build, or finds it made. What the user wrote wrongly, and what failed, are issues. */
export async function makeLocalBuild(source: BuildSource, options: LocalBuildOptions): Promise<LocalBuildResult> {
  const context = source.kind === 'directory' ? source.dir : source.context;
  if (!(await isDirectory(context))) return failed(notThere(options, context));
  const plan = await readPlan(source, options);
  if ('code' in plan) return failed(plan);
  try {
    return await new LocalBuilder(source, context, plan, options).make();
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^(ENOSPC|EACCES|EROFS|EPERM|ENOTDIR|EDQUOT|EMFILE)$/.test(code)) throw error;
    const said = `${path ?? options.cacheDir}: ${message}`;
    return failed(issue('MYL2010', options.path, said, 'make room, or choose another place with --state-dir'));
  }
}

async function readPlan(source: BuildSource, options: LocalBuildOptions): Promise<BuildPlan | Issue> {
  const { path, reference } = options;
  if (source.kind === 's2i') return readS2i(source.context, path, reference);
  if (source.kind === 'directory') return readDirectory(source.dir, source.command);
  const text = await readFile(source.dockerfile, 'utf8').catch(() => undefined);
  if (text === undefined) return notThere(options, source.dockerfile);
  return readDockerfile(text, { file: source.dockerfile, path, reference });
}

class LocalBuilder {
  private readonly issues: Issue[];
  private readonly store: string;

  constructor(
    private readonly source: BuildSource,
    private readonly context: string,
    private readonly plan: BuildPlan,
    private readonly options: LocalBuildOptions,
  ) {
    this.issues = [...plan.issues];
    this.store = resolve(options.cacheDir);
  }

  async make(): Promise<LocalBuildResult> {
    const { plan, options } = this;
    const copied = await copiedFiles(plan, this.context, this.ignoreFiles(), this.store);
    for (const { step, source, why } of copied.missing)
      this.say(
        'MYL2001',
        `line ${step.line}: ${source} cannot be copied: ${why}`,
        'check the path and the ignore file',
      );
    if (plan.entrypoint === undefined && plan.command === undefined)
      this.say('MYL2008', 'the build has neither ENTRYPOINT nor CMD', `add one, or ${this.imagesHint()}`);
    const interpreter = await this.interpreter();
    if (interpreter === undefined || hasErrors(this.issues)) return { issues: this.issues };

    const filesHash = await hashFiles(copied);
    const files = join(this.store, 'builds', filesHash.slice(0, 20));
    const requirements = await buildRequirements(
      plan,
      copied,
      this.context,
      options.requirementsOverrides ?? {},
      options.path,
      (path) => join(files, path),
    );
    this.issues.push(...requirements.issues);
    if (hasErrors(this.issues)) return { issues: this.issues };

    const request = this.environmentRequest(interpreter, requirements);
    const parts = [filesHash, plan.workdir, plan.env, plan.entrypoint, plan.command];
    parts.push(await environmentId(request));
    const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
    await makeImageRoot(files, copied);
    const environment = await this.environment(request, requirements);
    if (environment === undefined) return { issues: this.issues };
    return { build: await this.started(id, files, copied, environment), issues: this.issues };
  }

  private ignoreFiles(): string[] {
    if (this.source.kind !== 'dockerfile') return ['.s2iignore', '.dockerignore'];
    return [`${basename(this.source.dockerfile)}.dockerignore`, '.dockerignore'];
  }

  private async interpreter(): Promise<Interpreter | undefined> {
    try {
      const found = await findInterpreter(this.options.interpreter);
      const wanted = this.plan.pythonVersion;
      if (wanted !== undefined && !`${found.version}.`.startsWith(`${wanted}.`)) {
        const hint = 'name another with python: {interpreter: ...} in the overrides file, if the code needs it';
        this.say('MYL2009', `the Dockerfile is for Python ${wanted}, and this machine has ${found.version}`, hint);
      }
      if (found.hasVenv) return found;
      this.say(
        'MYL2006',
        `${found.executable} cannot make virtual environments`,
        'install its venv module (python3-venv)',
      );
    } catch (error) {
      if (!(error instanceof InterpreterError)) throw error;
      const hint = 'install Python 3.8 or newer, or name one with python: {interpreter: ...} in the overrides file';
      this.say('MYL2006', `no Python to run tasks with: ${error.message}`, hint);
    }
    return undefined;
  }

  private environmentRequest(interpreter: Interpreter, requirements: BuildRequirements): EnvironmentRequest {
    const { options, plan } = this;
    return {
      directory: join(this.store, 'environments'),
      interpreter,
      lines: requirements.lines,
      contentHash: requirements.contentHash,
      pipOptions: [...plan.pipOptions, ...indexOptions(options.index)],
      helperPackage: resolve(options.helperPackage),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
  }

  private async environment(request: EnvironmentRequest, { files }: BuildRequirements): Promise<string | undefined> {
    try {
      return await makeEnvironment(request);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const wanted = this.plan.pythonVersion;
      const versions =
        wanted === undefined ? '' : ` (written for Python ${wanted}, this is ${request.interpreter.version})`;
      const said = `${error.step === 'pip' ? 'pip install' : 'python -m venv'} failed${versions}: ${error.lines.join('; ')}`;
      const file = files[0] ?? 'requirements.txt';
      const hint =
        error.step === 'pip'
          ? `give pins that install here, in the overrides file: requirements: {${file}: ...}; all of it is in ${error.log}`
          : `all of it is in ${error.log}`;
      this.say('MYL2005', said, hint);
      return undefined;
    }
  }

  private async started(id: string, root: string, copied: CopiedFiles, environment: string): Promise<LocalBuild> {
    const { plan } = this;
    const paths = new ImagePaths(root, copied);
    const bin = join(environment, 'bin');
    const python = join(bin, 'python');
    const words = (form: BuildPlan['command'], program: string | undefined) =>
      form === undefined ? [] : localWords(form, paths, program, plan.env);
    const entrypoint = words(plan.entrypoint, python);
    // An ENTRYPOINT in shell form ignores CMD; in exec form CMD is its arguments, where `python` is a word like others.
    const follows = plan.entrypoint === undefined || plan.entrypoint.form === 'exec';
    const defaults = follows ? words(plan.command, plan.entrypoint === undefined ? python : undefined) : [];
    const command = [...entrypoint, ...defaults];
    const flag = portFlag(command, await scripts(command, root, plan.workdir));
    return {
      id,
      root,
      workdir: join(root, plan.workdir),
      env: {
        ...Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, paths.mapList(value)])),
        PATH: searchPath(bin, root, paths, plan.env['PATH']),
        VIRTUAL_ENV: environment,
      },
      command,
      entrypoint,
      defaultArguments: defaults,
      takesArguments: plan.entrypoint?.form === 'exec',
      ...(flag === undefined ? {} : { portFlag: flag }),
      skipped: plan.skipped,
      pythonPath: python,
    };
  }

  private say(code: 'MYL2001' | 'MYL2005' | 'MYL2006' | 'MYL2008' | 'MYL2009', message: string, hint: string): void {
    this.issues.push(issue(code, this.options.path, message, hint));
  }

  private imagesHint(): string {
    return `say it in the overrides file: images: {${this.options.reference}: {dir: ..., command: [...]}}`;
  }
}

/** The environment's programs come first, then what the build put on its PATH, then this machine's. */
function searchPath(bin: string, root: string, paths: ImagePaths, own: string | undefined): string {
  const added = (own ?? '').split(':').map((part) => paths.map(part));
  const inside = added.filter((part) => part.startsWith(`${root}/`));
  return [bin, ...inside, process.env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
}

function indexOptions(index: string | undefined): readonly string[] {
  if (index === undefined) return [];
  return /^[a-z+]+:\/\//.test(index) ? ['--index-url', index] : ['--no-index', '--find-links', resolve(index)];
}

/** Texts of the Python files that a command names. */
async function scripts(command: readonly string[], root: string, workdir: string): Promise<string[]> {
  const named = command.filter((word) => word.endsWith('.py')).map((word) => resolve(join(root, workdir), word));
  const texts = await Promise.all(named.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts;
}

function notThere(options: LocalBuildOptions, place: string): Issue {
  const hint =
    'check buildLocation, or give the folder of the artifact with artifacts: {NAME: DIR} in the overrides file';
  return issue('MYL2001', options.path, `there is no ${place}`, hint);
}

function failed(fault: Issue): LocalBuildResult {
  return { issues: [fault] };
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
