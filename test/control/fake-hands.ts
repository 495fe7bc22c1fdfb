import type { Entry } from '../../lib/engine/journal';
import type {
  Command,
  CommandAnswer,
  ControlPort,
  JournalEntry,
  MetricPush,
  PushSource,
  RestDoor,
  SubmitAnswer,
  TriggerAnswer,
  TriggerCall,
} from '../../lib/control/ports';

/** Hands that only remember what they were asked. */
export class FakeHands implements ControlPort {
  readonly calls: TriggerCall[] = [];
  readonly pushed: { readonly axon: string; readonly pushes: readonly MetricPush[]; readonly source: PushSource }[] =
    [];
  readonly commands: Command[] = [];
  readonly submitted: { readonly document: string; readonly parameters: object }[] = [];
  readonly entries: JournalEntry[] = [];
  readonly listeners = new Set<() => void>();
  doors: readonly RestDoor[] = [{ sensor: 'Retrain', trigger: 'Now' }];
  token: string | undefined;
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

  processToken(): string | undefined {
    return this.token;
  }

  journal(_axon: string, after: number): Iterable<JournalEntry> {
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

  ready(): boolean {
    return this.isReady;
  }

  /** Appends one entry and tells the listeners. */
  append(run: string): void {
    const entry: Entry = { type: 'RunEnded', run, phase: 'Succeeded', time: 1000, reason: 'all actions Succeeded' };
    this.entries.push({ seq: this.entries.length + 1, entry });
    for (const listener of this.listeners) listener();
  }
}
