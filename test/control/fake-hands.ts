import type { Entry } from '../../lib/engine/journal';
import { operatorRoutes } from '../../lib/control/operator-routes';
import { processRoutes } from '../../lib/control/process-routes';
import { startServer, type RunningServer } from '../../lib/control/server';
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
  TriggerAnswer,
  TriggerCall,
} from '../../lib/control/ports';

/** Serves all that one can ask of hands on a free port. */
export function serve(hands: FakeHands, now: () => number = Date.now): Promise<RunningServer> {
  return startServer({ port: 0, routes: [...processRoutes(hands, now), ...operatorRoutes(hands)] });
}

/** Hands that only remember what they were asked. */
export class FakeHands implements ControlPort {
  readonly calls: TriggerCall[] = [];
  readonly pushed: { readonly axon: string; readonly pushes: readonly MetricPush[]; readonly source: PushSource }[] =
    [];
  readonly commands: Command[] = [];
  readonly submitted: { readonly document: string; readonly parameters: object }[] = [];
  readonly entries: JournalEntry[] = [];
  readonly listeners = new Set<() => void>();
  /** Places after which the journal was read. */
  readonly read: number[] = [];
  doors: readonly RestDoor[] = [{ sensor: 'Retrain', trigger: 'Now' }];
  token: string | undefined;
  /** Who a process is, whatever it says. */
  who: PushSource | undefined;
  /** Of whoever asks, where it is known who that is. */
  pod = 'train-1';
  isReady = true;
  commandAnswer: CommandAnswer = { ok: true };
  submitAnswer: SubmitAnswer = { ok: true, axon: 'digits', changed: true, issues: [] };
  triggerAnswer: Partial<TriggerAnswer> = {};

  axons(): readonly string[] {
    return ['digits', 'fraud'];
  }

  state(axon: string): unknown {
    return { name: axon, deployers: {} };
  }

  restDoors(): readonly RestDoor[] {
    return this.doors;
  }

  trigger(_axon: string, call: TriggerCall): Promise<TriggerAnswer> {
    const duplicate = this.calls.some(({ id }) => id === call.id);
    if (!duplicate) this.calls.push(call);
    return Promise.resolve({ accepted: true, id: call.id, ...(duplicate ? { duplicate } : {}), ...this.triggerAnswer });
  }

  pushMetrics(axon: string, pushes: readonly MetricPush[], source: PushSource): void {
    this.pushed.push({ axon, pushes, source });
  }

  tasks(): readonly string[] {
    return ['Prepare', 'Train'];
  }

  taskPaths(_axon: string, task: string) {
    return task === 'Train' ? { data_path: '/store/data/r1/', model_path: '/store/models/t1/' } : undefined;
  }

  processAllowed(_axon: string, authorization: string | undefined): Promise<ProcessAnswer> {
    const ok = this.token === undefined || authorization === `Bearer ${this.token}`;
    const { who, pod } = this;
    return Promise.resolve(
      ok ? { ok, ...(who === undefined ? {} : { who: () => who, pod }) } : { ok, reason: 'who is it' },
    );
  }

  spec(_axon: string, hash: string): unknown {
    return hash === 'h1' ? { kind: 'Axon' } : undefined;
  }

  journal(_axon: string, after: number): Iterable<JournalEntry> {
    this.read.push(after);
    return this.entries.filter(({ seq }) => seq > after);
  }

  subscribe(_axon: string, listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  command(_axon: string, command: Command): Promise<CommandAnswer> {
    this.commands.push(command);
    return Promise.resolve(this.commandAnswer);
  }

  submit(document: string, parameters: Readonly<Record<string, string>>): Promise<SubmitAnswer> {
    this.submitted.push({ document, parameters });
    return Promise.resolve(this.submitAnswer);
  }

  whyNotReady(): string | undefined {
    return this.isReady ? undefined : 'its journal is being read';
  }

  /** Appends one entry and tells the listeners. */
  append(run: string): void {
    const entry: Entry = { type: 'RunEnded', run, phase: 'Succeeded', time: 1000, reason: 'all actions Succeeded' };
    this.entries.push({ seq: this.entries.length + 1, entry });
    for (const listener of this.listeners) listener();
  }
}
