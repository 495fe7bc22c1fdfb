import { randomBytes } from 'node:crypto';
import type { AxonSession } from '../../lib/runtime/session';
import { axon } from '../engine/axons';
import { dyingAt } from './dying';
import { FakeClock } from './fake-clock';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';
import { axonObject, axonOf, RuntimeProcess } from './runtime-process';

const GO = `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`;
const KEEP_FEW = '  retention: {runs: 3}\n';
const DOCUMENT = axon({ P: '' }, GO, KEEP_FEW);
const EDITED = axon({ P: '', P2: '' }, GO, KEEP_FEW);

function objects(memory: MemoryCluster, kind: string): string[] {
  const all = memory.list('ConfigMap', {}).map(({ metadata }) => metadata.name);
  return all.filter((name) => name.includes(`-${kind}-`)).sort();
}

test('history that is long is cut behind a snapshot, and a successor knows what it would have known', async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const memory = new MemoryCluster();
  let calls = 0;
  const start = async (document: string, die?: number) => {
    const object = memory.apply(axonObject(document), 'kubectl/Apply', true);
    const kube = new MemoryKube({ cluster: memory });
    const process = new RuntimeProcess(die === undefined ? kube : dyingAt(kube, die, true), clock);
    process.runtime.see(object);
    await clock.pass(100);
    return process;
  };
  const liveOnce = async (session: AxonSession) => {
    calls += 1;
    const body = { image: randomBytes(50_000).toString('hex') };
    void session.tell({ kind: 'call', sensor: 'go', trigger: 'call', id: `call ${calls}`, body, source: 'test' });
    await clock.pass(3000);
    for (const { name } of session.wanted.attempts) {
      void session.tell({ kind: 'attemptEnded', name, outcome: 'Succeeded', exitCode: 0, metrics: {} });
    }
    await clock.pass(3000);
  };

  const first = await start(DOCUMENT);
  for (let turn = 0; turn < 10; turn += 1) await liveOnce(first.session('test'));
  await first.runtime.stop();
  const second = await start(EDITED);
  const [before, after] = [axonOf(DOCUMENT).hash, axonOf(EDITED).hash];
  expect(objects(memory, 'spec')).toEqual([`test-spec-${before}`, `test-spec-${after}`].sort());
  while (objects(memory, 'snapshot').length === 0) await liveOnce(second.session('test'));
  await clock.pass(60_000);
  expect(objects(memory, 'archive')).toHaveLength(8);
  expect(objects(memory, 'spec')).toEqual([`test-spec-${after}`]);
  await second.runtime.stop();

  const third = await start(EDITED);
  expect(third.conditions('test')).toEqual([]);
  expect(third.session('test').state).toEqual(second.hands.at(-1)!.session.state);
  const [oldest] = third.session('test').journal(0);
  expect(oldest?.seq).toBeGreaterThan(1);
  await liveOnce(third.session('test'));
  expect(third.session('test').state.lastSucceeded.get('P')).toBe(
    [...third.session('test').state.taskRuns.keys()].at(-1),
  );

  // A process that dies while it cuts, wherever that is, leaves what another goes on with.
  await third.runtime.stop();
  for (let request = 3; request < 60; request += 7) {
    const dying = await start(EDITED, request);
    for (let turn = 0; turn < 4; turn += 1) {
      const session = dying.runtime.session('test');
      if (session !== undefined) await liveOnce(session);
    }
    const next = await start(EDITED);
    expect(next.conditions('test')).toEqual([]);
    await liveOnce(next.session('test'));
    await next.runtime.stop();
  }
}, 120_000);
