import { join } from 'node:path';
import type { Axon, Backend, Model, Task } from '../spec/axon';
import { endpointVariable } from '../spec/derive/variable-name';
import { parseDuration } from '../spec/lang/duration';
import type { EnvVar } from '../spec/schema/workload';
import type { LocalBuild } from '../build/local-build-types';
import { taskWords } from '../build/task-words';
import { knownAttempt } from '../engine/attempt-facts';
import type { AxonLoop } from '../engine/axon-loop';
import type { WantedAttempt } from '../engine/ports';
import { pickOf, servedVariables, serverFacts } from '../engine/serving/server-facts';
import type { VersionState } from '../engine/state';
import { expandReferences } from '../engine/references';
import type { Variables } from '../engine/task-environment';
import { trialArguments } from '../engine/tuning/trial-arguments';
import type { Recipe } from './attempts-hand';
import type { ServerRecipe } from './model-server';
import type { StateFolder } from './state-folder';
import { taskEnvironment, type ProcessFacts } from './task-environment';

/** What the hands of one machine need to know to start a process of an axon. */
export interface Workshop {
  /** The spec that a run or a version began with. */
  readonly specs: (hash: string) => Axon;
  readonly loop: AxonLoop;
  readonly folder: StateFolder;
  /** What a task run or version runs that began with the build of this hash. */
  readonly build: (task: string, begun: string | undefined) => LocalBuild | undefined;
  readonly secret: (variable: EnvVar) => string | undefined;
  /** Added to every environment, before everything else. */
  readonly extra: Variables;
  /** Of the control surface, for this axon; ends in a slash. */
  readonly url: string;
  readonly token: string;
  readonly endpoint: (deployer: string) => string;
}

/** How long a model server may take to answer, unless its task says. */
const PATIENCE = 120_000;

function patienceOf(timeout = ''): number {
  const read = parseDuration(timeout);
  return read.ok ? read.value : PATIENCE;
}

/** How to run an attempt of a task. */
export function attemptRecipe(shop: Workshop, attempt: WantedAttempt): Recipe {
  const { loop, folder } = shop;
  const known = knownAttempt(loop.state, shop.specs, attempt);
  if (typeof known === 'string') return refuse(known);
  const { axon, run, action, facts } = known;
  const { task } = action;
  const build = shop.build(attempt.task, loop.state.taskRuns.get(attempt.taskRun)?.content?.build);
  if (build === undefined) return refuse(`task ${attempt.task} has no build`);

  const trial = attempt.trial === undefined ? [] : trialArguments(attempt.trial);
  if (trial.length > 0 && !build.takesArguments && task.spec.command === undefined) {
    return refuse(
      `the image of ${task.name} has only a CMD, so it cannot take the arguments of a trial; give it an ENTRYPOINT`,
    );
  }
  const given: ProcessFacts = {
    ...facts,
    consumed: run.consumed,
    own: [...task.env, ...action.env],
    url: shop.url,
    token: shop.token,
    result: join(folder.attempt(axon.name, attempt.name), 'result.json'),
  };
  const variables = { ...taskEnvironment(given, folder.layout(axon.name), shop.secret), ...endpoints(shop, axon) };
  return {
    ok: true,
    process: {
      command: [...commandOf(task, build, variables), ...trial],
      cwd: build.workdir,
      env: processEnvironment(shop, build, variables),
    },
  };
}

/** How to run the server of one backend of a version: read-only eyes on the training that it serves. */
export function serverRecipe(shop: Workshop, version: VersionState, model: Model, backend: Backend): ServerRecipe {
  const { folder } = shop;
  const axon = shop.specs(version.hash);
  const task = backend.deploy;
  const facts = serverFacts(axon, version, model, backend, shop.loop.state);
  return {
    dir: () => folder.nextServer(axon.name, version.name, model.name, backend.name),
    healthPath: task.spec.readiness?.path ?? '/health',
    patience: patienceOf(task.spec.readiness?.timeout),
    process: (port) => {
      const build = shop.build(task.name, pickOf(version, model, backend)?.code?.build);
      if (build === undefined) return { reason: `task ${task.name} has no build` };
      const given: ProcessFacts = {
        ...facts,
        consumed: [],
        own: task.env,
        url: shop.url,
        token: shop.token,
        result: '',
      };
      const variables = {
        PORT: String(port),
        MYELIN_BIND: `${task.port}=${port}`,
        ...taskEnvironment(given, folder.layout(axon.name), shop.secret),
        ...endpoints(shop, axon),
        ...servedVariables(version, model, backend),
      };
      const flag = build.portFlag === undefined ? [] : [build.portFlag, String(port)];
      return {
        command: [...commandOf(task, build, variables), ...flag],
        cwd: build.workdir,
        env: processEnvironment(shop, build, variables),
      };
    },
  };
}

/** As in Kubernetes: `command` stands for ENTRYPOINT, `args` for CMD, and either may refer to variables. */
function commandOf(task: Task, build: LocalBuild, variables: Variables): readonly string[] {
  const expanded = (words: readonly string[]) => words.map((word) => expandReferences(word, variables));
  const { command, args } = task.spec;
  const own = args === undefined ? undefined : taskWords(build, expanded(args), false);
  if (command !== undefined) return [...taskWords(build, expanded(command), true), ...(own ?? [])];
  return own === undefined ? build.command : [...build.entrypoint, ...own];
}

function processEnvironment(shop: Workshop, build: LocalBuild, variables: Variables): Variables {
  const { HOME = '/tmp', LANG = 'C.UTF-8', TMPDIR } = process.env;
  const base = { HOME, LANG, ...(TMPDIR === undefined ? {} : { TMPDIR }), PYTHONUNBUFFERED: '1' };
  return { ...base, ...build.env, ...shop.extra, ...variables };
}

function endpoints(shop: Workshop, axon: Axon): Variables {
  const names = [...axon.deployers.keys()];
  return Object.fromEntries(names.map((name) => [endpointVariable(name), shop.endpoint(name)]));
}

function refuse(reason: string): Recipe {
  return { ok: false, reason };
}
