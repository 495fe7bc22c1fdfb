import type { Backend, Model, ModelGraph } from '../spec/axon';
import type { VersionState } from '../engine/state';
import type { Driver, Hand } from './driver';
import { ModelServer, type ServerRecipe } from './model-server';

/** What the gateway is told of one version. */
export interface RunningVersion {
  readonly version: VersionState;
  readonly graph: ModelGraph;
  readonly servers: readonly ModelServer[];
}

/**
 * Keeps a model server per version and backend up while the version is wanted.
 *
 * - A version is Ready when every model of it has a backend that answers; Failed when a model's backends have all given
 *   up before.
 * - Traffic leaves a version before its servers are ended.
 */
export class ServingHand implements Hand {
  private readonly running = new Map<string, RunningVersion>();

  constructor(
    private readonly driver: Driver,
    private readonly graphOf: (version: VersionState) => ModelGraph,
    private readonly recipe: (version: VersionState, model: Model, backend: Backend) => ServerRecipe,
    /** Told whenever who answers has changed. */
    private readonly publish: (versions: readonly RunningVersion[]) => void,
  ) {}

  reconcile(): void {
    const wanted = this.wanted();
    const surplus = [...this.running].filter(([name]) => !wanted.has(name));
    for (const [name, version] of wanted) if (!this.running.has(name)) this.start(version);
    for (const [name] of surplus) this.running.delete(name);
    this.publish([...this.running.values()]);
    for (const [, { servers }] of surplus) for (const server of servers) void server.stop();
  }

  async stop(): Promise<void> {
    const servers = [...this.running.values()].flatMap((version) => version.servers);
    await Promise.all(servers.map((server) => server.stop()));
  }

  /** Kills every server at once. */
  async kill(): Promise<void> {
    const servers = [...this.running.values()].flatMap((version) => version.servers);
    await Promise.all(servers.map((server) => server.kill()));
  }

  private wanted(): Map<string, VersionState> {
    const found = new Map<string, VersionState>();
    for (const { deployer, name } of this.driver.loop.wanted().versions) {
      const version = this.driver.loop.state.deployers.get(deployer)?.versions.find((known) => known.name === name);
      if (version !== undefined) found.set(name, version);
    }
    return found;
  }

  private start(version: VersionState): void {
    const graph = this.graphOf(version);
    const servers = graph.models.flatMap((model) =>
      model.backends.map(
        (backend) =>
          new ModelServer(model.name, backend.name, this.recipe(version, model, backend), () => this.changed(version)),
      ),
    );
    this.running.set(version.name, { version, graph, servers });
    for (const server of servers) server.start();
  }

  private changed({ deployer, name: version }: VersionState): void {
    const found = this.running.get(version);
    if (found === undefined) return;
    this.publish([...this.running.values()]);
    const of = (model: Model) => found.servers.filter((server) => server.model === model.name);
    if (found.graph.models.every((model) => of(model).some(({ ready }) => ready))) {
      const message = 'every model has a backend that answers';
      this.driver.tell({ kind: 'versionReported', deployer, version, phase: 'Ready', message });
      return;
    }
    const dead = found.graph.models.find((model) => of(model).every(({ failure }) => failure !== undefined));
    if (dead === undefined) return;
    const message = `${dead.name}: ${of(dead)
      .map(({ backend, failure }) => `${backend} ${failure}`)
      .join('; ')}`;
    this.driver.tell({ kind: 'versionReported', deployer, version, phase: 'Failed', message });
  }
}
