import { heldAfterResume } from '../engine/hold';
import { viewAxon } from '../engine/view/axon-view';
import { orderMove } from '../control/order-move';
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
} from '../control/ports';
import { restAuthOf, restDoorsOf } from '../control/rest-doors';
import type { ReportedMetrics } from '../control/reported-metrics';
import { hasToken } from '../control/trigger-auth';
import type { Axon, SecretKey } from '../spec/axon';
import type { AxonMemory } from './axon-memory';
import { secretVariable } from './dotenv';
import type { Driver } from './driver';
import type { StateFolder } from './state-folder';

export interface LocalControlParts {
  readonly axon: () => Axon;
  readonly driver: Driver;
  readonly memory: AxonMemory;
  readonly metrics: ReportedMetrics;
  readonly folder: StateFolder;
  readonly token: string;
  readonly secret: (key: SecretKey) => string | undefined;
  readonly submit: (document: string, parameters: Readonly<Record<string, string>>) => Promise<SubmitAnswer>;
  readonly endpoints: () => unknown;
}

/** What the HTTP surface asks of the hands of one machine: one axon, answered from the loop's state. */
export class LocalControl implements ControlPort {
  constructor(private readonly parts: LocalControlParts) {}

  axons(): readonly string[] {
    return [this.parts.axon().name];
  }

  state(axon: string): unknown {
    if (!this.has(axon)) return undefined;
    const { driver, memory, endpoints } = this.parts;
    return { ...viewAxon(this.parts.axon(), driver.loop.state), endpoints: endpoints(), seq: memory.last };
  }

  restDoors(axon: string): readonly RestDoor[] | undefined {
    if (!this.has(axon)) return undefined;
    const secrets = { read: this.parts.secret, describeLacking };
    return restDoorsOf(this.parts.axon(), (trigger) => restAuthOf(trigger, secrets));
  }

  trigger(_axon: string, { sensor, trigger, id, data, source }: TriggerCall): Promise<TriggerAnswer> {
    const decided = this.parts.driver.tell({ kind: 'call', sensor, trigger, id, body: data, source });
    const mine = decided.find(
      (entry) => (entry.type === 'EventReceived' || entry.type === 'EventFiltered') && entry.event.id === id,
    );
    if (mine === undefined) return Promise.resolve({ accepted: true, id, duplicate: true });
    if (mine.type === 'EventFiltered') return Promise.resolve({ accepted: false, id, reason: mine.reason });
    return Promise.resolve({ accepted: true, id });
  }

  pushMetrics(_axon: string, pushes: readonly MetricPush[], source: PushSource): void {
    this.parts.metrics.push(pushes, source);
  }

  tasks(): readonly string[] {
    return [...this.parts.axon().tasks.keys()];
  }

  taskPaths(axon: string, task: string): TaskDirectories | undefined {
    const { state } = this.parts.driver.loop;
    const last = state.taskRuns.get(state.lastSucceeded.get(task) ?? '');
    if (!this.has(axon) || last === undefined) return undefined;
    const { folder } = this.parts;
    const layout = folder.layout(axon);
    return { data_path: layout.data(last.paths.data), model_path: layout.model(last.model) };
  }

  processAllowed(_axon: string, authorization: string | undefined): Promise<ProcessAnswer> {
    const ok = hasToken(this.parts.token, authorization);
    const reason = 'this takes the token in MYELIN_TOKEN: Authorization: Bearer TOKEN';
    return Promise.resolve(ok ? { ok } : { ok, reason });
  }

  journal(_axon: string, after: number): Iterable<JournalEntry> {
    return this.parts.memory.after(after);
  }

  spec(_axon: string, hash: string): unknown {
    return this.parts.memory.written(hash);
  }

  subscribe(_axon: string, listener: () => void): () => void {
    return this.parts.driver.listen(listener);
  }

  command(_axon: string, command: Command): Promise<CommandAnswer> {
    if (command.kind === 'stop') {
      return Promise.resolve({ ok: false, reason: 'on one machine an axon ends with its runner: press Ctrl-C there' });
    }
    const { driver, axon, memory } = this.parts;
    if (command.kind === 'rollback' || command.kind === 'promote') {
      const loop = { axon: axon(), state: driver.loop.state, spec: (hash: string) => memory.spec(hash) };
      return orderMove({ ...loop, tell: (order) => Promise.resolve(driver.tell(order)) }, command);
    }
    driver.tell(command);
    const hold = command.kind === 'resume' ? heldAfterResume(driver.loop.state, axon(), command.sensor) : undefined;
    return Promise.resolve(hold === undefined ? { ok: true } : { ok: false, reason: hold });
  }

  submit(document: string, parameters: Readonly<Record<string, string>>): Promise<SubmitAnswer> {
    return this.parts.submit(document, parameters);
  }

  whyNotReady(): undefined {
    return undefined;
  }

  private has(axon: string): boolean {
    return axon === this.parts.axon().name;
  }
}

function describeLacking(key: SecretKey): string {
  const variable = secretVariable(key);
  return `secret ${key.name}, key ${key.key}; set ${variable} in .env beside the axon or in the environment, and run again`;
}
