import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Issue } from '../spec/issue';
import { hasErrors, issue } from '../spec/issue';
import type { BuildPlan } from './build-plan';
import { buildRequirements, type BuildRequirements } from './build-requirements';
import { copiedFiles, hashFiles } from './copied-files';
import { readDirectory } from './directory-build';
import { readDockerfile } from './dockerfile';
import { EnvironmentError, environmentId, makeEnvironment, type EnvironmentRequest } from './environment';
import { makeImageRoot } from './image-root';
import { findInterpreter, InterpreterError, type Interpreter } from './interpreter';
import type { BuildSource, LocalBuildOptions, LocalBuildResult } from './local-build-types';
import { inOverrides } from './overrides-hint';
import { readS2i } from './s2i';
import { startCommand } from './start-command';
import { isDirectory } from './what-is-there';

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

/** One build as it is made. It goes on to tell all that is wrong, and makes nothing once something is an error. */
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
    const { plan, context, options } = this;
    const copied = await copiedFiles(plan, context, this.ignoreFiles(), this.store);
    for (const { step, source, why } of copied.missing)
      this.say(
        'MYL2001',
        `line ${step.line}: ${source} cannot be copied: ${why}`,
        'check the path and the ignore file',
      );
    if (plan.entrypoint === undefined && plan.command === undefined)
      this.say(
        'MYL2008',
        'the build has neither ENTRYPOINT nor CMD',
        `add one, or say it ${inOverrides(options.reference)}`,
      );
    const interpreter = await this.interpreter();
    if (interpreter === undefined || hasErrors(this.issues)) return { issues: this.issues };

    const filesHash = await hashFiles(copied);
    const files = join(this.store, 'builds', filesHash.slice(0, 20));
    const { path, requirementsOverrides: overrides = {} } = options;
    const mapped = (place: string) => join(files, place);
    const requirements = await buildRequirements(plan, { copied, context, overrides, path, mapped });
    this.issues.push(...requirements.issues);
    if (hasErrors(this.issues)) return { issues: this.issues };

    const request = this.environmentRequest(interpreter, requirements);
    const parts = [filesHash, plan.workdir, plan.env, plan.entrypoint, plan.command];
    parts.push(await environmentId(request));
    const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
    await makeImageRoot(files, copied);
    const environment = await this.environment(request, requirements);
    if (environment === undefined) return { issues: this.issues };
    const command = await startCommand(plan, copied, files, environment);
    return { build: { id, root: files, ...command, skipped: plan.skipped }, issues: this.issues };
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

  private say(code: 'MYL2001' | 'MYL2005' | 'MYL2006' | 'MYL2008' | 'MYL2009', message: string, hint: string): void {
    this.issues.push(issue(code, this.options.path, message, hint));
  }
}

function indexOptions(index: string | undefined): readonly string[] {
  if (index === undefined) return [];
  return /^[a-z+]+:\/\//.test(index) ? ['--index-url', index] : ['--no-index', '--find-links', resolve(index)];
}

function notThere(options: LocalBuildOptions, place: string): Issue {
  const hint =
    'check buildLocation, or give the folder of the artifact with artifacts: {NAME: DIR} in the overrides file';
  return issue('MYL2001', options.path, `there is no ${place}`, hint);
}

function failed(fault: Issue): LocalBuildResult {
  return { issues: [fault] };
}
