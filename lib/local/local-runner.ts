import { randomBytes } from 'node:crypto';
import type { Axon, SecretKey } from '../spec/axon';
import { hasErrors, issue, type Issue } from '../spec/issue';
import { loadAxons } from '../spec/load';
import { unsupported } from '../spec/support';
import { AxonLoop } from '../engine/axon-loop';
import type { Entry } from '../engine/journal';
import { keptFiles } from '../engine/kept-files';
import { removedDeployers } from '../engine/serving/removed';
import { viewAxon, viewParts, type AxonView } from '../engine/view/axon-view';
import { deployerPath } from '../gateway/address';
import { Gateway } from '../gateway/gateway';
import { gatewayListener } from '../gateway/listener';
import type { SubmitAnswer } from '../control/ports';
import { exposition } from '../control/exposition';
import { liveMetrics } from '../control/live-metrics';
import { metricsRoute } from '../control/metrics-route';
import { operatorRoutes } from '../control/operator-routes';
import { processRoutes } from '../control/process-routes';
import { PortError, probePort, startServer, type RunningServer } from '../control/server';
import { AlertsHand } from './alerts-hand';
import { AttemptsHand } from './attempts-hand';
import { AxonMemory } from './axon-memory';
import { BuildShelf } from './build-shelf';
import { missingSecrets, readDotenv, secretKeyOf, secretValue, type Dotenv } from './dotenv';
import { Driver } from './driver';
import { gatewayState } from './gateway-state';
import { KeptMetrics } from './kept-metrics';
import { LocalControl } from './local-control';
import { machineFault } from './machine-fault';
import type { LocalOverrides } from './overrides';
import { attemptRecipe, serverRecipe, type Workshop } from './recipes';
import { ServingHand, type RunningVersion } from './serving-hand';
import { StateFolder } from './state-folder';
import { Sweep } from './sweep';
import { inspect, terminate } from './process/supervisor';
import type { Lock } from './store/lock';
import { openStore, type Store } from './store/store';
import { takeFolder } from './take-folder';
import { makeTaskBuilds, type TaskBuild } from './task-builds';

export interface LocalRunnerOptions {
  readonly axon: Axon;
  /** Absolute path of the axon's file. */
  readonly file: string;
  readonly stateDir: string;
  readonly overrides: LocalOverrides;
  readonly helperPackage: string;
  /** @default - the port of the last run if it is free, else any */
  readonly port?: number;
  /** @default - every task is built */
  readonly only?: ReadonlySet<string>;
  readonly onProgress: (subject: string, line: string) => void;
  /** Told when the loop cannot go on: nothing may be done about a decision that is not durable. */
  readonly onFault: (fault: unknown) => void;
  /** Ends the building. @default - it is never ended */
  readonly signal?: AbortSignal;
}

export type Opened =
  | { readonly ok: true; readonly runner: LocalRunner; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** How often what code pushed is sampled into the time series, as a Prometheus would scrape it. */
const SCRAPE = 1000;

/** Time between SIGTERM and SIGKILL for the model servers that a killed runner left. */
const LEFTOVER_GRACE = 2000;

/**
 * The whole loop of one axon on this machine.
 *
 * - One runner per state folder; the operating system gives the folder up when the process dies.
 * - What it knows is in the folder: a runner that takes over goes on where the last one was, adopts the tasks that still
 *   run, and starts model servers anew.
 */
export class LocalRunner {
  private current: Axon;
  private readonly builds: BuildShelf;
  private readonly folder: StateFolder;
  private readonly memory: AxonMemory;
  private readonly driver: Driver;
  private readonly metrics: KeptMetrics;
  private readonly control: LocalControl;
  private readonly gateway = new Gateway();
  private readonly attempts: AttemptsHand;
  private readonly serving: ServingHand;
  private readonly alerts: AlertsHand;
  private readonly sweep: Sweep;
  private readonly token = randomBytes(16).toString('hex');
  private server: RunningServer | undefined;
  private scrape: NodeJS.Timeout | undefined;

  /** Takes the state folder and makes the builds; nothing of the loop moves before `start`. */
  static async open(options: LocalRunnerOptions): Promise<Opened> {
    const refused = unsupported(options.axon, 'local');
    if (hasErrors(refused)) return { ok: false, issues: refused };
    try {
      const taken = await takeFolder(options.stateDir);
      if (!taken.ok) return { ok: false, issues: [taken.issue] };
      return await LocalRunner.openLocked(options, taken.lock);
    } catch (fault) {
      const known = machineFault(fault);
      if (known === undefined) throw fault;
      return { ok: false, issues: [known] };
    }
  }

  /** What is wrong with the machine is found before the builds, which may take minutes. */
  private static async openLocked(options: LocalRunnerOptions, lock: Lock): Promise<Opened> {
    let store: Store | undefined;
    let runner: LocalRunner | undefined;
    try {
      store = openStore(options.stateDir);
      if (options.port !== undefined) await probePort(options.port);
      const dotenv = await readDotenv(options.file);
      const secrets = [...dotenv.issues, ...missingSecrets(options.axon, dotenv)];
      if (hasErrors(secrets)) return { ok: false, issues: secrets };
      const built = await buildAll(options.axon, options);
      const issues = [...built.issues, ...secrets];
      if (hasErrors(issues)) return { ok: false, issues };
      const opened = new LocalRunner(options, lock, store, built.builds, dotenv);
      await opened.endLeftovers();
      await opened.listenHttp();
      runner = opened;
      return { ok: true, runner, issues };
    } finally {
      if (runner === undefined) {
        store?.close();
        lock.release();
      }
    }
  }

  private constructor(
    private readonly options: LocalRunnerOptions,
    private readonly lock: Lock,
    private readonly store: Store,
    builds: ReadonlyMap<string, TaskBuild>,
    private readonly dotenv: Dotenv,
  ) {
    const { axon, stateDir } = options;
    this.current = axon;
    this.builds = new BuildShelf(store.documents);
    this.builds.place(builds);
    this.folder = new StateFolder(stateDir);
    this.memory = new AxonMemory(store, axon.name);
    this.memory.remember(axon);
    this.metrics = new KeptMetrics(
      axon.name,
      store,
      () => this.driver.loop.state,
      (reason) => options.onProgress(axon.name, reason),
    );
    const specs = (hash: string) => this.memory.spec(hash);
    const world = {
      live: liveMetrics(axon.name, this.metrics.reported.series, () => this.driver.now()),
      code: (task: string) => this.builds.code(task),
    };
    const loop = AxonLoop.replay(this.memory.read(), specs);
    this.driver = new Driver(loop, this.memory, world, Date.now, options.onFault);
    this.metrics.settle();
    this.control = new LocalControl({
      axon: () => this.current,
      driver: this.driver,
      memory: this.memory,
      metrics: this.metrics.reported,
      folder: this.folder,
      token: this.token,
      secret: (key) => this.secret(key),
      submit: (document, parameters) => this.submit(document, parameters),
      endpoints: () => this.endpoints(),
    });
    this.attempts = new AttemptsHand(
      axon.name,
      this.driver,
      this.folder,
      (attempt) => attemptRecipe(this.workshop(specs), attempt),
      (attempt) => this.metrics.reported.takePushed(attempt),
    );
    this.serving = new ServingHand(
      this.driver,
      (version) => specs(version.hash).deployers.get(version.deployer)!,
      (version, model, backend) => serverRecipe(this.workshop(specs), version, model, backend),
      (versions) => this.publish(versions),
    );
    this.alerts = new AlertsHand(() => this.current, this.driver, this.metrics.reported.series);
    this.sweep = new Sweep(
      this.folder.runFolders(axon.name),
      () => keptFiles(this.driver.loop.state, this.current.retention.trials),
      (reason) => options.onProgress(axon.name, reason),
    );
    for (const hand of [this.attempts, this.serving, this.alerts]) this.driver.add(hand);
    this.driver.listen((entries) => this.metrics.note(entries));
    this.driver.listen((entries) => this.sweep.note(entries));
  }

  /**
   * Lets the loop move: submits the axon, and goes on with whatever was under way.
   *
   * @returns whether the axon is another than the one that the state folder knew
   */
  start(options: { readonly restart: boolean; readonly prune: boolean }): { readonly changed: boolean } {
    const applied = this.driver.tell({
      kind: 'apply',
      hash: this.current.hash,
      incarnation: this.memory.incarnation(),
    });
    if (options.restart) this.driver.tell({ kind: 'restart' });
    if (options.prune) this.driver.tell({ kind: 'prune' });
    this.driver.tell({ kind: 'tick' });
    for (const hand of [this.attempts, this.serving, this.alerts]) hand.reconcile();
    this.scrape = setInterval(() => this.sample(), SCRAPE);
    this.sweep.request();
    return { changed: applied.some(({ type }) => type === 'AxonApplied') };
  }

  /** Ends every process that it started; the next runner goes on from the journal. */
  async stop(): Promise<void> {
    this.driver.stop();
    clearInterval(this.scrape);
    this.alerts.stop();
    await Promise.all([this.attempts.stopAll(), this.serving.stop(), this.sweep.idle()]);
    await this.server?.close();
    this.gateway.close();
    try {
      this.metrics.sample();
      this.metrics.keep();
    } catch {
      // The disk is full or gone, which has been told; what was journalled is kept, and the folder is given up.
    } finally {
      this.store.close();
      this.lock.release();
    }
  }

  /** Kills what `stop` still waits for. */
  async kill(): Promise<void> {
    await Promise.all([this.attempts.killAll(), this.serving.kill()]);
  }

  get axon(): Axon {
    return this.current;
  }

  get url(): string {
    return `${this.server?.url ?? ''}/`;
  }

  /** @returns a function that ends the listening */
  listen(listener: (entries: readonly Entry[]) => void): () => void {
    return this.driver.listen(listener);
  }

  view(): AxonView {
    return viewAxon(this.current, this.driver.loop.state);
  }

  /** Some parts of the view only. */
  viewParts(parts: Iterable<keyof AxonView>): Partial<AxonView> {
    return viewParts(this.current, this.driver.loop.state, parts);
  }

  journal(): readonly Entry[] {
    return [...this.memory.read()];
  }

  /** Address of every deployer's routes; each ends in a slash. */
  endpoints(): Record<string, string> {
    const names = [...this.current.deployers.keys(), ...removedDeployers(this.current, this.driver.loop.state)];
    return Object.fromEntries(names.map((name) => [name, this.endpoint(name)]));
  }

  private endpoint(deployer: string): string {
    return new URL(deployerPath(this.gateway.prefix, this.current.name, deployer), this.url).href;
  }

  /** Model servers of a runner that was killed live on; nobody routes to them any more. */
  private async endLeftovers(): Promise<void> {
    const starts = this.folder.serverStarts(this.current.name).filter((dir) => inspect(dir).state === 'running');
    await Promise.all(starts.map((dir) => terminate(dir, { grace: LEFTOVER_GRACE })));
  }

  /** @throws PortError when a port was asked for and cannot be had */
  private async listenHttp(): Promise<void> {
    const { port } = this.options;
    const before = this.store.documents.get('port');
    try {
      this.server = await this.startHttp(port ?? (typeof before === 'number' ? before : 0));
    } catch (fault) {
      if (!(fault instanceof PortError) || port !== undefined) throw fault;
      this.server = await this.startHttp(0);
    }
    this.store.documents.put('port', this.server.port);
    this.lock.describe({ pid: process.pid, since: Date.now(), url: this.url });
  }

  private startHttp(port: number): Promise<RunningServer> {
    return startServer({
      port,
      first: gatewayListener(this.gateway),
      routes: [
        ...processRoutes(this.control),
        ...operatorRoutes(this.control),
        metricsRoute([() => this.gateway.metrics(), () => exposition(this.metrics.reported.registry)]),
      ],
    });
  }

  /**
   * An edit of the axon or of its code: builds what it needs, then tells the loop. Runs in flight keep the spec and the
   * code they began with.
   */
  private async submit(document: string, parameters: Readonly<Record<string, string>>): Promise<SubmitAnswer> {
    const values = { ...this.options.overrides.parameters, ...parameters };
    const { axons, issues } = loadAxons(document, { file: this.options.file, parameters: values });
    const axon = axons[0]?.axon;
    if (axon === undefined || hasErrors(issues)) return { ok: false, issues };
    if (axon.name !== this.current.name) {
      const message = `this runner runs ${this.current.name}, got ${axon.name}`;
      return {
        ok: false,
        issues: [issue('MYL3003', ['metadata', 'name'], message, 'run it with another --state-dir')],
      };
    }
    const built = await buildAll(axon, this.options);
    if (hasErrors(built.issues)) return { ok: false, issues: [...issues, ...built.issues] };
    const rebuilt = this.builds.place(built.builds);
    const edited = axon.hash !== this.current.hash;
    if (edited) {
      this.memory.remember(axon);
      this.current = axon;
      this.driver.tell({ kind: 'apply', hash: axon.hash, incarnation: this.memory.incarnation() });
    }
    return { ok: true, axon: axon.name, changed: edited || rebuilt, issues: [...issues, ...built.issues] };
  }

  private workshop(specs: (hash: string) => Axon): Workshop {
    return {
      specs,
      loop: this.driver.loop,
      folder: this.folder,
      build: (task, begun) => this.builds.get(task, begun),
      secret: ({ valueFrom }) => {
        const key = secretKeyOf(valueFrom);
        return key === undefined ? undefined : this.secret(key);
      },
      extra: this.options.overrides.env,
      url: new URL(`axons/${this.current.name}/`, this.url).href,
      token: this.token,
      endpoint: (deployer) => this.endpoint(deployer),
    };
  }

  private secret(key: SecretKey): string | undefined {
    const answer = secretValue(this.dotenv.variables, key);
    return answer.value;
  }

  private publish(versions: readonly RunningVersion[]): void {
    this.gateway.update(gatewayState(this.current, this.driver.loop.state, (hash) => this.memory.spec(hash), versions));
  }

  /** A disk that cannot take the metrics will not take the journal either. */
  private sample(): void {
    try {
      this.metrics.sample();
    } catch (fault) {
      this.driver.stop();
      this.options.onFault(fault);
    }
  }
}

function buildAll(axon: Axon, options: LocalRunnerOptions) {
  const folder = new StateFolder(options.stateDir);
  return makeTaskBuilds(axon, {
    file: options.file,
    overrides: options.overrides,
    cacheDir: folder.cache,
    artifactsDir: folder.artifacts(axon.name),
    helperPackage: options.helperPackage,
    ...(options.only === undefined ? {} : { only: options.only }),
    onProgress: options.onProgress,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}
