import type { Entry } from '../../lib/engine/journal';

/** An event that the runtime said it has. */
export interface Accepted {
  readonly sensor: string;
  readonly id: string;
}

/** What an attempt itself wrote into the store. */
export interface Testimony {
  readonly attempt: string;
  readonly what: 'began' | 'told' | 'ended';
  readonly at: number;
}

export interface Verdict {
  /** Accepted, and its work was not done. */
  readonly lost: readonly string[];
  /** Done twice, or two attempts of one task run at once. */
  readonly doubled: readonly string[];
  /** Neither done nor ended. */
  readonly stuck: readonly string[];
}

/** Lines of a witness; one that was cut off by a full disk would be none. */
export function parseTestimony(text: string): readonly Testimony[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [attempt = '', what = '', , , at] = line.split(' ');
      return { attempt, what: what as Testimony['what'], at: Number(at) };
    });
}

/**
 * What became of events, by the journal and by what the attempts wrote themselves.
 *
 * - An event that was accepted is received once and starts one run, which succeeds; so does the run that its end starts.
 * - An attempt begins once. Attempts of one task run follow each other, and none follows one that succeeded.
 * - What the journal calls Succeeded has been written to its end.
 *
 * A begun attempt that was Lost may have been followed by another: that is what Lost is for.
 */
export function verdictOf(
  accepted: readonly Accepted[],
  journal: readonly Entry[],
  testimonies: readonly Testimony[],
): Verdict {
  const lost: string[] = [];
  const doubled: string[] = [];
  const stuck: string[] = [];
  for (const { sensor, id } of accepted) {
    const received = journal.filter(
      (entry) => entry.type === 'EventReceived' && entry.sensor === sensor && entry.event.id === id,
    );
    const runs = runsOf(journal, sensor, id);
    if (received.length > 1) doubled.push(`event ${id} was received ${received.length} times`);
    if (runs.length > 1) doubled.push(`event ${id} started ${runs.length} runs`);
    if (received.length === 0) lost.push(`event ${id} was accepted and is not in the journal`);
    else if (runs.length === 0) stuck.push(`event ${id} has started no run`);
    for (const run of [...runs, ...runs.flatMap((one) => followers(journal, one))]) {
      const end = journal.find((entry) => entry.type === 'RunEnded' && entry.run === run);
      if (end === undefined) stuck.push(`run ${run} of event ${id} has not ended`);
      else if (end.type === 'RunEnded' && end.phase === 'Failed') lost.push(`run ${run} of event ${id}: ${end.reason}`);
    }
  }
  doubled.push(...doubledAttempts(journal, testimonies));
  const ended = new Set(testimonies.filter(({ what }) => what === 'ended').map(({ attempt }) => attempt));
  for (const entry of journal) {
    if (entry.type !== 'AttemptEnded' || entry.outcome !== 'Succeeded' || ended.has(entry.name)) continue;
    lost.push(`attempt ${entry.name} is called Succeeded, and has written no end`);
  }
  return { lost, doubled, stuck };
}

function runsOf(journal: readonly Entry[], sensor: string, id: string): readonly string[] {
  return journal.flatMap((entry) =>
    entry.type === 'RunStarted' && entry.sensor === sensor && entry.consumed.some(({ event }) => event.id === id)
      ? [entry.run]
      : [],
  );
}

/** Runs that were started by the end of task runs of this one. */
function followers(journal: readonly Entry[], run: string): readonly string[] {
  const taskRuns = new Set(
    journal.flatMap((entry) => (entry.type === 'TaskRunStarted' && entry.run === run ? [entry.taskRun] : [])),
  );
  return journal.flatMap((entry) =>
    entry.type === 'RunStarted' && entry.consumed.some(({ event }) => taskRuns.has(event.data.taskRun ?? ''))
      ? [entry.run]
      : [],
  );
}

function doubledAttempts(journal: readonly Entry[], testimonies: readonly Testimony[]): readonly string[] {
  const doubled: string[] = [];
  const spans = new Map<string, { began: number; ended: number }>();
  for (const { attempt, what, at } of testimonies) {
    const span = spans.get(attempt);
    if (what !== 'began') {
      if (span !== undefined) span.ended = Math.max(span.ended, at);
    } else if (span === undefined) spans.set(attempt, { began: at, ended: at });
    else doubled.push(`attempt ${attempt} began again`);
  }
  const succeeded = new Set<string>();
  const before = new Map<string, string[]>();
  for (const entry of journal) {
    if (entry.type === 'AttemptEnded' && entry.outcome === 'Succeeded') succeeded.add(entry.name);
    if (entry.type !== 'AttemptStarted') continue;
    const earlier = before.get(entry.taskRun) ?? [];
    for (const other of earlier) {
      if (succeeded.has(other)) doubled.push(`attempt ${entry.name} follows ${other}, which succeeded`);
      const [a, b] = [spans.get(other), spans.get(entry.name)];
      if (a !== undefined && b !== undefined && a.began <= b.ended && b.began <= a.ended) {
        doubled.push(`attempts ${other} and ${entry.name} ran at once`);
      }
    }
    before.set(entry.taskRun, [...earlier, entry.name]);
  }
  return doubled;
}
