import { canAnswer } from '../spec/derive/traffic';
import { didYouMean } from '../spec/lang/closest';
import { isPast } from '../engine/serving/phase';
import { keepSplits } from '../engine/serving/router';
import { Splitters } from '../engine/serving/splitter';
import { parseAddress, type Address, type OnlyVersion } from './address';
import { callBackend } from './backend-call';
import { answerElsewhere, couldBe, gone, type VersionAddress } from './elsewhere';
import { health } from './health';
import { findRoute, findVersion, hasRoute, isKnown, notReady } from './lookup';
import { json, Refusal, type GatewayRequest, type GatewayResponse } from './message';
import { GatewayMetrics } from './metrics';
import { serveRoute, type Served } from './serve-route';
import { Shadows } from './shadow';
import { indexedVersions, type GatewayState } from './state';
import { HttpUpstream, type Upstream } from './upstream';
import type { CallContext } from './version-call';

export interface GatewayOptions {
  /** Path below which it answers. @default '/serve' */
  readonly prefix?: string;
  /** For one node, in milliseconds. @default 30000 */
  readonly timeout?: number;
  /** Longest request body, in bytes. @default 16 MiB */
  readonly bodyLimit?: number;
  /** @default - HTTP with connections kept open */
  readonly upstream?: Upstream;
  /** Seconds from some moment. @default - the process's monotonic clock */
  readonly clock?: () => number;
  /** The only version that it serves: addresses then begin at the prefix. @default - all, below their names */
  readonly only?: OnlyVersion;
  /** Where versions answer that it does not serve. @default - it serves every version that there is */
  readonly elsewhere?: VersionAddress;
  /** @default - nothing else ends with it */
  readonly onClose?: () => void;
}

/**
 * The data plane: takes requests to deployers, splits them over versions and backends, runs the graph, answers.
 *
 * - What it serves is replaced whole by `update`; a request is answered by the state that was there when it came.
 * - Splits go on where they were after an update that does not touch their weights.
 * - `handle` never fails: whatever is wrong becomes an answer that says what.
 */
export class Gateway {
  readonly prefix: string;
  /** In bytes. */
  readonly bodyLimit: number;
  private served: ReadonlyMap<string, Served> = new Map();
  private readonly measured = new GatewayMetrics();
  private readonly context: CallContext;

  constructor(private readonly options: GatewayOptions = {}) {
    this.prefix = options.prefix ?? '/serve';
    this.bodyLimit = options.bodyLimit ?? 16 * 1024 * 1024;
    this.context = {
      upstream: options.upstream ?? new HttpUpstream(),
      metrics: this.measured,
      shadows: new Shadows(this.measured),
      timeout: options.timeout ?? 30_000,
      clock: options.clock ?? (() => performance.now() / 1000),
      ...(options.elsewhere === undefined ? {} : { elsewhere: options.elsewhere }),
    };
  }

  update(state: GatewayState): void {
    const next = new Map<string, Served>();
    for (const deployer of state.deployers) {
      const key = keyOf(deployer.axon, deployer.graph.name);
      const splitters = this.served.get(key)?.splitters ?? new Splitters();
      keepSplits(splitters, deployer.versions);
      next.set(key, { state: deployer, indexed: indexedVersions(deployer.versions), splitters });
    }
    this.served = next;
    void this.measured.keep(({ axon, deployer, version }) => {
      const versions = next.get(keyOf(axon, deployer))?.state.versions ?? [];
      return versions.some((one) => one.name === version && !isPast(one.state));
    });
  }

  /** Whether a URL is one that this gateway answers. */
  owns(url: string): boolean {
    if (!url.startsWith(this.prefix)) return false;
    const next = url[this.prefix.length];
    return next === undefined || next === '/' || next === '?';
  }

  async handle(request: GatewayRequest): Promise<GatewayResponse> {
    try {
      if (request.body.length > this.bodyLimit) throw this.tooLong();
      return await this.answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.response();
      const message = error instanceof Error ? error.message : String(error);
      return json(500, { error: `the gateway failed: ${message}` });
    }
  }

  /** The refusal of a body beyond the limit, for whoever reads bodies. */
  tooLong(): Refusal {
    return new Refusal(413, `the body is longer than ${this.bodyLimit} bytes`);
  }

  /** What has been counted, in Prometheus text format. */
  metrics(): Promise<string> {
    return this.measured.exposition();
  }

  close(): void {
    this.context.upstream.close();
    this.options.onClose?.();
  }

  private async answer(request: GatewayRequest): Promise<GatewayResponse> {
    // Resolved against an address, a path that begins with two slashes would be another server's.
    const url = new URL(`http://gateway${request.url}`);
    // Dots in a path may have led out of the prefix.
    const below = this.owns(url.pathname) ? url.pathname.slice(this.prefix.length) : '';
    const address = parseAddress(below, url.search, this.options.only);
    if (address === undefined) {
      throw new Refusal(404, `there is nothing here: ask ${this.prefix}/AXON/DEPLOYER/ROUTE`, this.known());
    }
    const served = this.find(address);
    if (address.kind !== 'deployer' && this.isElsewhere(served, address.version)) {
      const answer = await answerElsewhere(request, served.state, address.version, this.context);
      if (answer === undefined) throw gone(served.state, address.version);
      return answer;
    }
    const pinned = address.kind === 'deployer' ? undefined : findVersion(served.state, address.version);
    if (address.kind === 'backend') return callBackend(request, address, pinned!, this.context);
    if (address.path === '/health' && !hasRoute(served.state, '/health')) {
      return health(served.state, pinned === undefined ? served.indexed : [pinned]);
    }
    const route = findRoute(served.state, address.path);
    if (pinned !== undefined && !canAnswer(served.state.graph, pinned)) throw notReady(pinned);
    const asked = { served, route, ...(pinned === undefined ? {} : { pinned }) };
    return serveRoute(request, url.searchParams, asked, this.context);
  }

  /** Whether a version that is not known here may be, or have been, served by another gateway. */
  private isElsewhere({ state }: Served, version: string): boolean {
    return this.options.elsewhere !== undefined && !isKnown(state, version) && couldBe(state, version);
  }

  private find(address: Address): Served {
    const served = this.served.get(keyOf(address.axon, address.deployer));
    if (served !== undefined) return served;
    const asked = `${address.axon}/${address.deployer}`;
    const hint = didYouMean(asked, this.known().deployers);
    const suggestion = hint === undefined ? '' : `, ${hint}`;
    throw new Refusal(404, `there is no deployer ${asked}${suggestion}`, this.known());
  }

  private known() {
    return { deployers: [...this.served.values()].map(({ state }) => `${state.axon}/${state.graph.name}`) };
  }
}

/** Names have no slash. */
function keyOf(axon: string, deployer: string): string {
  return `${axon}/${deployer}`;
}
