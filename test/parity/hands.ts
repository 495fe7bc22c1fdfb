import type { Axon } from '../../lib/spec/axon';
import { axonConfigName } from '../../lib/spec/derive/names';
import { AxonLoop } from '../../lib/engine/axon-loop';
import type { Entry } from '../../lib/engine/journal';
import { Driver } from '../../lib/local/driver';
import { AxonSession } from '../../lib/runtime/session';
import { JournalStore } from '../../lib/runtime/state/journal-store';
import { Recall } from '../../lib/runtime/state/recall';
import { SpecHistory } from '../../lib/runtime/state/spec-history';
import { WriteBudget } from '../../lib/runtime/state/write-budget';
import { FakeClock } from '../runtime/fake-clock';
import { MemoryKube } from '../runtime/memory-kube';
import { BEGIN, INCARNATION, WORLD, type Told } from './recording';

/** The wiring of one machine, told what was recorded, on a clock that goes when it is let. */
export function onOneMachine(axon: Axon, told: readonly Told[]): readonly Entry[] {
  jest.useFakeTimers({ now: BEGIN });
  try {
    const journal: Entry[] = [];
    const append = (entries: readonly Entry[]) => void journal.push(...entries);
    const driver = new Driver(new AxonLoop(() => axon), { append, read: () => journal }, WORLD, Date.now, (fault) => {
      throw fault;
    });
    driver.tell({ kind: 'apply', hash: axon.hash, incarnation: INCARNATION });
    for (const { at, input } of told) {
      jest.advanceTimersByTime(at - Date.now());
      driver.tell(input);
    }
    driver.stop();
    return journal;
  } finally {
    jest.useRealTimers();
  }
}

/**
 * The wiring of the cluster, with an API server in memory, told the same.
 *
 * @param crashes - the process dies after each so many inputs, and another takes over
 */
export async function inTheCluster(axon: Axon, told: readonly Told[], crashes = Infinity): Promise<readonly Entry[]> {
  const kube = new MemoryKube();
  const clock = new FakeClock(BEGIN);
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: axonConfigName(axon.name), uid: INCARNATION };
  await kube.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: owner.name } });
  let session = await open();
  session.apply(axon).catch(fail);
  for (const [index, { at, input }] of told.entries()) {
    await clock.pass(at - clock.now());
    void session.tell(input);
    if ((index + 1) % crashes === 0) {
      await session.stop(1000);
      session = await open();
    }
  }
  await session.stop(1000);
  return [...session.journal(0)].map(({ entry }) => entry);

  async function open(): Promise<AxonSession> {
    const specs = new SpecHistory({ kube, owner, clock }, axon.name);
    await specs.load(new Recall(kube));
    const place = { kube, axon: axon.name, owner, writer: 'abcdef01', budget: new WriteBudget(clock), clock };
    const opened = new AxonSession({
      axon,
      owner,
      specs,
      journal: await JournalStore.open(place, new Recall(kube)),
      world: () => WORLD,
      clock,
      log: { info: () => undefined, warn: () => undefined },
      onFenced: fail,
      onFault: fail,
    });
    return opened;
  }
}

function fail(fault: unknown): never {
  throw fault;
}
