import type { Axon, Task } from '../spec/axon';
import { SPEC_HASH_LABEL } from '../spec/derive/labels';
import { modelServerName } from '../spec/derive/names';
import { sleep, type Clock } from './clock';
import { shapeOf } from './attempts/shape-at-rest';
import type { Informers } from './kube/informers';
import type { Kind, KubeObject } from './kube/kube';

/** How long the files of one synth may take to come, one after the other, in milliseconds. */
const LONGEST_WAIT = 20_000;

/** What lies at rest in the namespace, as it was a moment ago. */
export class Shapes {
  constructor(
    private readonly informers: Pick<Informers, 'of'>,
    private readonly clock: Clock,
  ) {}

  /** What is copied when a task of an axon is started; undefined where it is not there, or of another spec. */
  of(axon: Axon, task: Task): KubeObject | undefined {
    const { kind, name } = placeOf(axon.name, task);
    const found = this.informers.of(kind).get(name);
    return found?.metadata.labels?.[SPEC_HASH_LABEL] === axon.hash ? found : undefined;
  }

  /**
   * Resolves once everything that the sensors of an axon start is of its spec. Whoever applies files brings the ConfigMap of the
   * axon before them, and what a first task runs is written down when it starts: a result of nobody knows what is never used
   * again.
   *
   * @param waits - told once, if it has to be waited for: what is not there. Without it what is there is seen, and no more
   * @returns after so long in any case: what is not there by then is a condition of what needs it
   */
  async came(axon: Axon, signal: AbortSignal, waits?: (shape: string) => void): Promise<void> {
    const tasks = startedTasks(axon);
    const kinds = [...new Set(tasks.map((task) => placeOf(axon.name, task).kind))];
    const over = new AbortController();
    const end = sleep(this.clock, LONGEST_WAIT, AbortSignal.any([signal, over.signal]));
    let hasEnded = false;
    void end.then(() => (hasEnded = true));
    await Promise.race([end, Promise.all(kinds.map((kind) => this.informers.of(kind).synced))]);
    for (let isSaid = false; waits !== undefined && !hasEnded; isSaid = true) {
      const missing = tasks.find((task) => this.of(axon, task) === undefined);
      if (missing === undefined) break;
      if (!isSaid) waits(textOf(placeOf(axon.name, missing)));
      await Promise.race([end, this.changed(kinds)]);
    }
    over.abort();
  }

  private changed(kinds: readonly Kind[]): Promise<void> {
    return new Promise((resolve) => {
      const ends = kinds.map((kind) =>
        this.informers.of(kind).onChange(() => {
          for (const end of ends) end();
          resolve();
        }),
      );
    });
  }
}

interface Place {
  readonly kind: Kind;
  readonly name: string;
}

function placeOf(axon: string, task: Task): Place {
  return task.kind === 'deploy'
    ? { kind: 'Deployment', name: modelServerName(axon, task.name) }
    : shapeOf(axon, task, {});
}

function textOf({ kind, name }: Place): string {
  return `${kind} ${name}`;
}

/** Those of which the runtime may see the shapes. */
function startedTasks({ sensors }: Axon): readonly Task[] {
  const tasks = sensors.flatMap(({ actions }) =>
    actions.flatMap((action): readonly Task[] => {
      if (action.kind !== 'deploy') return [action.task];
      return action.deployer.models.flatMap(({ backends }) => backends.map(({ deploy }) => deploy));
    }),
  );
  return [...new Set(tasks)];
}
