/**
 * Writes into the journal of an axon what a loop decides that has lived: runs of one task that ended, one after the other. The
 * entries are those of the engine; only time is not that of a clock.
 *
 * @returns how many entries it has now
 */
export async function writeRuns(library, { kube, axon, owner, runs }) {
  const { AxonLoop } = library('./engine/axon-loop.js');
  const { JournalStore } = library('./runtime/state/journal-store.js');
  const { Recall } = library('./runtime/state/recall.js');
  const { MACHINE_CLOCK } = library('./runtime/clock.js');
  const never = new AbortController().signal;
  const place = {
    kube,
    axon: axon.name,
    owner,
    writer: '0badcafe',
    budget: { take: async () => {} },
    clock: MACHINE_CLOCK,
  };
  const journal = await JournalStore.open(place, new Recall(kube));
  const loop = AxonLoop.replay(
    [...journal.after(0)].map(({ entry }) => entry),
    () => axon,
  );
  const world = { live: () => ({}), code: () => undefined };
  let waiting = [];
  let time = Date.now() - runs * 1000;
  const step = (input) => waiting.push(...loop.step(input, (time += 100), world));
  for (let run = 0; run < runs; run += 1) {
    step({ kind: 'call', sensor: 'called', trigger: 'call', id: `lived ${run}`, body: {}, source: 'bench' });
    for (let more = loop.wanted().attempts; more.length > 0; more = loop.wanted().attempts) {
      for (const { name } of more) {
        step({ kind: 'attemptRunning', name });
        step({ kind: 'attemptEnded', name, outcome: 'Succeeded', exitCode: 0, metrics: {} });
      }
    }
    if (waiting.length < 1500 && run < runs - 1) continue;
    await journal.append(waiting, never);
    waiting = [];
  }
  return journal.next - 1;
}
