import type { Entry } from '../../lib/engine/journal';
import { tellStep } from '../../lib/engine/view/tell-step';
import { axon } from './axons';
import { Simulation } from './simulation';

const sensors = '- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}';

/** What is told of the step in which the first attempt fails. */
function toldOfFailure(task: string): string[] {
  const sim = new Simulation(axon({ P: task }, sensors));
  sim.call('go', 'call', 'a');
  const before = sim.journal.length;
  sim.fail('P');
  return tell(sim.journal.slice(before));
}

function tell(entries: readonly Entry[]): string[] {
  return tellStep(entries).map(({ subject, text, reason }) =>
    `${subject} ${text}: ${reason}`.replace(/[0-9a-f]{10}/g, 'RUN'),
  );
}

test('a task that fails for good says why once', () => {
  expect(toldOfFailure('')).toEqual([
    'p-RUN Failed: it ended with exit code 1; it is not retried',
    'run RUN Failed: P Failed',
  ]);
});

test('an attempt that is tried again says why itself', () => {
  expect(toldOfFailure('retry: {limit: 1, backoff: {duration: 10s}}')).toEqual([
    'p-RUN-a1 Failed: it ended with exit code 1',
    'p-RUN Retrying: retry 1 of 1 in 10 s',
  ]);
});

test('what is not notable is left out', () => {
  const sim = new Simulation(axon({ P: '' }, sensors));
  sim.call('go', 'call', 'a');
  expect(tell(sim.journal.filter(({ type }) => type === 'TaskRunStarted' || type === 'AttemptStarted'))).toEqual([]);
});
