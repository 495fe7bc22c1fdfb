import { calendars } from './arrivals';
import { deadlineOf } from './attempts';
import type { SpecSource } from './apply';
import { nextDue } from './calendar';
import { holdOf } from './hold';
import type { Wanted, WantedAttempt } from './ports';
import { liveVersions } from './serving/removed';
import { triggerKey, type AttemptState, type AxonState } from './state';

/** What should be so. Its cost goes with what is active, not with what has been. */
export function wanted(state: AxonState, specs: SpecSource): Wanted {
  const attempts: WantedAttempt[] = [];
  const stops: { name: string; outcome: string }[] = [];
  const times: number[] = [];
  for (const attempt of state.attempts.values()) {
    if (attempt.stopping !== undefined) stops.push({ name: attempt.name, outcome: attempt.stopping });
    else attempts.push(wantedAttempt(state, attempt));
    const due = deadlineOf({ state, specs }, attempt);
    if (due !== undefined) times.push(due.at);
  }
  const versions = [...state.deployers.keys()].flatMap((deployer) =>
    liveVersions(state, deployer).map(({ name }) => ({ deployer, name })),
  );
  return {
    attempts,
    stops,
    versions,
    wakeAt: earliest([...times, ...waits(state, specs), ...dueCalendars(state, specs)]),
  };
}

function wantedAttempt(state: AxonState, { name, taskRun: id, attempt, trial }: AttemptState): WantedAttempt {
  const taskRun = state.taskRuns.get(id);
  const task = taskRun?.subject ?? '';
  const cached = state.taskRuns.get(taskRun?.cachedFrom ?? '');
  return {
    name,
    taskRun: id,
    task,
    attempt,
    ...(trial === undefined ? {} : { trial: taskRun?.study?.trial(trial) }),
    ...(cached === undefined || taskRun === undefined
      ? {}
      : { copyData: { from: cached.paths.data, to: taskRun.paths.data } }),
  };
}

/** Retries and held sensors. What would not be done when its time comes is not waited for. */
function waits(state: AxonState, specs: SpecSource): number[] {
  const times: (number | undefined)[] = [...state.sensors.values()].map(({ held }) => held?.until);
  for (const id of state.activeRuns) {
    const run = state.runs.get(id);
    if (run === undefined || run.cancelled || holdOf(state, specs(state.hash), run.sensor) !== undefined) continue;
    for (const taskRunId of run.taskRuns) {
      const taskRun = state.taskRuns.get(taskRunId ?? '');
      if (taskRun === undefined || taskRun.endedAt !== undefined) continue;
      times.push(taskRun.retryAt);
      if (taskRun.study?.outcome().state !== 'running') continue;
      for (const { retryAt } of taskRun.waiting.values()) times.push(retryAt);
    }
  }
  return times.filter((time) => time !== undefined);
}

function dueCalendars(state: AxonState, specs: SpecSource): number[] {
  if (state.hash === '') return [];
  return calendars({ axon: specs(state.hash) }).flatMap(([sensor, { name, cron }]) => {
    const due = nextDue(cron, state.calendars.get(triggerKey(sensor.name, name)) ?? 0);
    return due === undefined ? [] : [due];
  });
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
