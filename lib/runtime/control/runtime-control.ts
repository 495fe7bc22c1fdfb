import { HttpError } from '../../control/http';
import { notLeading } from '../../control/not-leading';
import { orderMove } from '../../control/order-move';
import type {
  Command,
  CommandAnswer,
  ControlPort,
  JournalEntry,
  MetricPush,
  ProcessAnswer,
  PushSource,
  RestDoor,
  SubmitAnswer,
  TaskDirectories,
  TriggerAnswer,
  TriggerCall,
} from '../../control/ports';
import { restDoorsOf } from '../../control/rest-doors';
import { heldAfterResume } from '../../engine/hold';
import { sensorState } from '../../engine/state';
import { viewAxon } from '../../engine/view/axon-view';
import { didYouMean } from '../../spec/lang/closest';
import type { Condition } from '../hand';
import type { KubeFault } from '../kube/fault';
import { KubeError } from '../kube/kube';
import type { RuntimeMetrics } from '../metrics/runtime-metrics';
import { Intake } from './intake';
import type { AxonHere, OpenAxon } from './open-axon';
import { unopenedView } from './unopened-view';
import { servedBy } from './process-identity';
import type { TriggerSecrets } from './trigger-secrets';

export interface RuntimeControlParts {
  /** Names of those of the namespace; undefined before it has heard which there are. */
  readonly axons: () => readonly string[] | undefined;
  readonly axon: (name: string) => AxonHere | undefined;
  /** Whether this process is the one that acts, which pod is if it is another, and what keeps it from saying that it is there. */
  readonly leadership: () => { readonly leads: boolean; readonly leader?: string; readonly fault?: KubeFault };
  /** @default - that of a process */
  readonly intake?: Intake;
  /** Calls whenever the journal of an axon has grown or its loop was opened, also one that is not open yet. @returns ends it */
  readonly listen: (axon: string, listener: () => void) => () => void;
  readonly metrics: RuntimeMetrics;
  readonly secrets: TriggerSecrets;
  /** Who presents a token, and whether it may speak for an axon. @throws KubeError */
  readonly identify: (axon: string, authorization: string | undefined) => Promise<ProcessAnswer>;
  /** Where a task run left its data and its model. */
  readonly directories: (paths: { readonly data: string; readonly model: string }) => TaskDirectories;
  /** Address of each deployer, within the cluster and for the world. */
  readonly endpoints: (session: OpenAxon) => Readonly<Record<string, string>>;
  readonly publicEndpoints: (session: OpenAxon) => Readonly<Record<string, string>>;
}

/**
 * What the HTTP surface asks of the runtime: many axons, answered by the loops that are open.
 *
 * - A process that does not lead answers nothing about axons; it names the one that does. One that has just begun to lead says of
 *   no axon that there is none, before it has heard which there are.
 * - What it accepts is durable when it says so. What it cannot say is answered 503, to be asked again.
 * - What waits to become durable is bounded: while the API server is away, what comes beyond that is answered 503 at once.
 */
export class RuntimeControl implements ControlPort {
  private readonly intake: Intake;

  constructor(private readonly parts: RuntimeControlParts) {
    this.intake = parts.intake ?? new Intake();
  }

  axons(): readonly string[] {
    const { leads, leader, fault } = this.parts.leadership();
    if (!leads) throw notLeading(leader, fault && unreachable(fault));
    const axons = this.parts.axons();
    if (axons === undefined) throw busy(NOT_HEARD);
    return axons;
  }

  whyNotReady(): string | undefined {
    const { leads, leader, fault } = this.parts.leadership();
    if (fault !== undefined) return unreachable(fault);
    if (!leads) return leader === undefined ? 'no runtime leads yet' : `${leader} leads`;
    return this.parts.axons() === undefined ? NOT_HEARD : this.intake.full;
  }

  state(axon: string): unknown {
    const here = this.here(axon);
    const conditions = [...this.ofTheCluster(axon), ...(here?.conditions ?? [])];
    if (here?.session === undefined) return unopenedView(axon, conditions);
    const { session } = here;
    const { endpoints, publicEndpoints } = this.parts;
    return {
      ...viewAxon(session.axon, session.state),
      endpoints: endpoints(session),
      publicEndpoints: publicEndpoints(session),
      conditions,
      seq: session.last,
    };
  }

  restDoors(axon: string): readonly RestDoor[] {
    return restDoorsOf(this.session(axon).axon, (trigger) => this.parts.secrets.authOf(trigger));
  }

  async trigger(axon: string, { sensor, trigger, id, data, source }: TriggerCall): Promise<TriggerAnswer> {
    const session = this.session(axon);
    const call = { kind: 'call', sensor, trigger, id, body: data, source } as const;
    const decided = await this.taken(call, () => session.tell(call));
    const mine = decided.find(
      (entry) =>
        (entry.type === 'EventReceived' || entry.type === 'EventFiltered') &&
        entry.event.id === id &&
        entry.trigger === trigger,
    );
    if (mine?.type === 'EventFiltered') return { accepted: false, id, reason: mine.reason };
    if (mine !== undefined) return { accepted: true, id };
    if (sensorState(session.state, sensor).counted.get(trigger)?.has(id) === true && !session.ended) {
      return { accepted: true, id, duplicate: true };
    }
    throw busy('the event could not be made durable: send it again');
  }

  async processAllowed(axon: string, authorization: string | undefined): Promise<ProcessAnswer> {
    try {
      return await this.parts.identify(axon, authorization);
    } catch (fault) {
      if (!(fault instanceof KubeError)) throw fault;
      throw busy(`who asks cannot be verified now: ${fault.message}`);
    }
  }

  pushMetrics(axon: string, pushes: readonly MetricPush[], source: PushSource): void {
    const session = this.session(axon);
    const who = servedBy(source, session.state);
    if (who === undefined || this.parts.metrics.of(session).push(pushes, who)) return;
    throw busy('what was reported before has not been read yet, and no more reports can wait for it: report it again');
  }

  tasks(axon: string): readonly string[] {
    return [...this.session(axon).axon.tasks.keys()];
  }

  taskPaths(axon: string, task: string): TaskDirectories | undefined {
    const { state } = this.session(axon);
    const last = state.taskRuns.get(state.lastSucceeded.get(task) ?? '');
    return last && this.parts.directories({ data: last.paths.data, model: last.model });
  }

  journal(axon: string, after: number): Iterable<JournalEntry> {
    return this.here(axon)?.session?.journal(after) ?? [];
  }

  subscribe(axon: string, listener: () => void): () => void {
    return this.parts.listen(axon, listener);
  }

  spec(axon: string, hash: string): unknown {
    try {
      return this.session(axon).spec(hash).spec;
    } catch (fault) {
      if (fault instanceof HttpError) throw fault;
      return undefined;
    }
  }

  async command(axon: string, command: Command): Promise<CommandAnswer> {
    if (command.kind === 'stop') {
      return {
        ok: false,
        reason: `an axon ends with its objects: myelin delete ${axon}, or kubectl delete what was applied`,
      };
    }
    const session = this.session(axon);
    const unknown = unknownSensor(session, command);
    if (unknown !== undefined) return { ok: false, reason: unknown };
    const tell = async (input: Exclude<Command, { kind: 'stop' }>) => {
      const decided = await this.taken(input, () => session.tell(input));
      if (session.ended) throw busy('the command could not be made durable: give it again');
      return decided;
    };
    if (command.kind === 'rollback' || command.kind === 'promote') {
      const { axon: inForce, state } = session;
      return orderMove({ axon: inForce, state, spec: (hash) => session.spec(hash), tell }, command);
    }
    await tell(command);
    const hold = command.kind === 'resume' ? heldAfterResume(session.state, session.axon, command.sensor) : undefined;
    return hold === undefined ? { ok: true } : { ok: false, reason: hold };
  }

  submit(): Promise<SubmitAnswer> {
    const way = 'myelin synth axon.yaml | kubectl apply -f -';
    throw new HttpError(409, `an axon comes into a cluster by its manifests, not by its document: ${way}`);
  }

  /** @throws HttpError 503 where too much waits already */
  private taken<T>(sent: unknown, tell: () => Promise<T>): Promise<T> {
    const { full } = this.intake;
    if (full !== undefined) throw busy(`${full}, and no more are taken: send it again`, 5);
    return this.intake.hold(sent, tell);
  }

  private ofTheCluster(axon: string): readonly Condition[] {
    const { fault } = this.parts.leadership();
    if (fault === undefined) return [];
    const message = `${unreachable(fault)}; nothing is begun, and what is sent is not taken for done until it can`;
    return [{ kind: 'axon', name: axon, reason: 'ApiServerUnreachable', message, since: fault.since }];
  }

  private here(axon: string): AxonHere | undefined {
    return this.parts.axon(axon);
  }

  /** @throws HttpError 503 where its loop is not open */
  private session(axon: string): OpenAxon {
    const here = this.here(axon);
    if (here?.session !== undefined) return here.session;
    const why = here?.conditions.map(({ message }) => message).join('; ') ?? '';
    throw busy(`the loop of ${axon} is not open${why === '' ? '' : `: ${why}`}`);
  }
}

const NOT_HEARD = 'this runtime leads, and has not heard yet which axons there are';

/** @param seconds - after which it may be asked again */
function busy(message: string, seconds = 1): HttpError {
  return new HttpError(503, message, {}, { 'retry-after': String(seconds) });
}

function unreachable({ message }: KubeFault): string {
  return `the API server cannot be reached: ${message}`;
}

function unknownSensor({ axon }: OpenAxon, command: Command): string | undefined {
  if (!('sensor' in command) || command.sensor === undefined) return undefined;
  const known = axon.sensors.map(({ name }) => name);
  if (known.includes(command.sensor)) return undefined;
  const hint = didYouMean(command.sensor, known);
  return `there is no sensor ${command.sensor}${hint === undefined ? '' : `, ${hint}`}`;
}
