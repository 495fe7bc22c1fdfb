import type { RetryPolicy, Task } from '../spec/axon';
import type { Metrics } from './event';
import type { AttemptOutcome } from './journal';
import type { Input } from './ports';
import type { AttemptState, RunState, TaskRunState, TrialState } from './state';
import { actionsOf, announceTask, endTaskRun, finishCached, trainTask } from './task-run';
import type { Turn } from './turn';

/** Attempts that nobody can account for are repeated outside `retry.limit`, but not for ever. */
const MOST_LOST = 5;

export function attemptRunning(turn: Turn, name: string): void {
  const attempt = turn.state.attempts.get(name);
  if (attempt === undefined || attempt.runningAt !== undefined) return;
  turn.record({ type: 'AttemptRunning', name }, 'its process runs');
  const taskRun = turn.state.taskRuns.get(attempt.taskRun);
  if (taskRun?.runningAt === turn.now) announceTask(turn, taskRun, 'Running');
}

export function attemptEnded(turn: Turn, input: Extract<Input, { kind: 'attemptEnded' }>): void {
  const attempt = turn.state.attempts.get(input.name);
  const taskRun = turn.state.taskRuns.get(attempt?.taskRun ?? '');
  const run = turn.state.runs.get(taskRun?.run ?? '');
  if (attempt === undefined || taskRun === undefined || run === undefined) return;

  const outcome = attempt.stopping ?? input.outcome;
  const { exitCode } = input;
  const { metrics, left } = reported(input.metrics);
  const said = [input.message, left].flatMap((text) => (text === undefined ? [] : [`: ${text}`])).join('');
  const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
  const reason = outcome === 'TimedOut' ? `it ran longer than its timeout${said}` : `it ended${code}${said}`;
  turn.record({ type: 'AttemptEnded', name: input.name, outcome, exitCode, metrics }, reason);

  if (taskRun.cachedFrom !== undefined && outcome === 'Succeeded') return finishCached(turn, taskRun);
  if (outcome === 'Succeeded') return succeed(turn, run, taskRun, attempt, metrics);
  if (outcome === 'Cancelled') return;

  const counted = attempt.trial === undefined ? taskRun : taskRun.trials.get(attempt.trial);
  const task = taskOf(turn, run, taskRun);
  if (counted === undefined || task === undefined) return;
  const due = retryDue(task.retry, outcome, exitCode, counted, turn.now);
  if (due.kind === 'retry') {
    turn.record({ type: 'RetryScheduled', taskRun: taskRun.id, trial: attempt.trial, due: due.at }, due.reason);
  } else if (attempt.trial === undefined) {
    endTaskRun(turn, taskRun, 'Failed', `${reason}; ${due.reason}`, { metrics });
  } else {
    recordTrial(turn, taskRun, attempt.trial, metrics, reason);
  }
}

/** What is no number, or has no end, is not reported, as with the Python helper: JSON has no word for it. */
function reported(metrics: Metrics): { readonly metrics: Metrics; readonly left?: string } {
  const wrong = Object.entries(metrics).filter(([, value]) => !Number.isFinite(value));
  if (wrong.length === 0) return { metrics };
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  const left = wrong.map(([name, value]) => `${name} is ${value}, so it counts as not reported`).join('; ');
  return { metrics: Object.fromEntries(finite), left };
}

function succeed(turn: Turn, run: RunState, taskRun: TaskRunState, attempt: AttemptState, metrics: Metrics): void {
  if (attempt.trial === undefined) return endTaskRun(turn, taskRun, 'Succeeded', 'it ended well', { metrics });
  const metric = trainTask(turn, run, taskRun)?.objective?.metric ?? '';
  const loss = metrics[metric];
  const finite = loss !== undefined && Number.isFinite(loss);
  const reason = finite ? `${metric} is ${loss}` : `it reported no finite ${metric}`;
  recordTrial(turn, taskRun, attempt.trial, metrics, reason, finite ? loss : undefined);
}

function recordTrial(
  turn: Turn,
  taskRun: TaskRunState,
  trial: string,
  metrics: Metrics,
  reason: string,
  loss?: number,
): void {
  turn.record({ type: 'TrialRecorded', taskRun: taskRun.id, trial, loss, metrics }, reason);
  for (const { kind, reason: why } of taskRun.decisions) {
    turn.record({ type: 'StudyDecided', taskRun: taskRun.id, decision: kind }, why);
  }
}

function taskOf(turn: Turn, run: RunState, taskRun: TaskRunState): Task | undefined {
  const action = actionsOf(turn, run).actions[taskRun.action];
  return action === undefined || action.kind === 'deploy' ? undefined : action.task;
}

type RetryDecision =
  | { readonly kind: 'retry'; readonly at: number; readonly reason: string }
  | { readonly kind: 'stop'; readonly reason: string };

/** Whether an attempt that did not succeed is followed by another, and when. */
function retryDue(
  retry: RetryPolicy,
  outcome: AttemptOutcome,
  exitCode: number | undefined,
  counted: Pick<TaskRunState | TrialState, 'attempts' | 'lost'>,
  now: number,
): RetryDecision {
  if (outcome === 'Lost') {
    return counted.lost <= MOST_LOST
      ? { kind: 'retry', at: now, reason: 'nobody knows how the attempt ended; it does not count against retry.limit' }
      : { kind: 'stop', reason: `${counted.lost} attempts were lost` };
  }
  const ended = counted.attempts - counted.lost;
  if (retry.limit === 0) return { kind: 'stop', reason: 'it is not retried' };
  if (ended > retry.limit) return { kind: 'stop', reason: `retry.limit ${retry.limit} is used up` };
  const infrastructure = exitCode === undefined || exitCode > 128;
  if (retry.policy === 'OnError' && !infrastructure) {
    return { kind: 'stop', reason: 'retry.policy OnError does not cover an exit of the code itself' };
  }
  if (retry.policy === 'OnFailure' && infrastructure && outcome !== 'TimedOut') {
    return { kind: 'stop', reason: 'retry.policy OnFailure covers only an exit of the code itself' };
  }
  const { duration, factor, max = Infinity } = retry.backoff;
  const delay = Math.min(max, duration * factor ** (ended - 1));
  return { kind: 'retry', at: now + delay, reason: `retry ${ended} of ${retry.limit} in ${delay / 1000} s` };
}

/** When an attempt must have started running, or ended: whichever is next; with what it would be called then. */
export function deadline(task: Task, attempt: AttemptState): { at: number; why: string } | undefined {
  if (attempt.stopping !== undefined) return undefined;
  if (attempt.runningAt === undefined) {
    if (task.queueTimeout === undefined) return undefined;
    return {
      at: attempt.startedAt + task.queueTimeout,
      why: `not running within queueTimeout ${task.queueTimeout / 1000} s`,
    };
  }
  if (task.timeout === undefined) return undefined;
  return { at: attempt.runningAt + task.timeout, why: `timeout of ${task.timeout / 1000} s` };
}

/** Stops the attempts whose time is up. */
export function stopOverdue(turn: Turn): void {
  for (const attempt of turn.state.attempts.values()) {
    const due = deadlineOf(turn, attempt);
    if (due === undefined || due.at > turn.now) continue;
    turn.record({ type: 'AttemptStopping', name: attempt.name, outcome: 'TimedOut' }, due.why);
  }
}

export function deadlineOf(turn: Pick<Turn, 'state' | 'specs'>, attempt: AttemptState) {
  const taskRun = turn.state.taskRuns.get(attempt.taskRun);
  const run = turn.state.runs.get(taskRun?.run ?? '');
  if (run === undefined || taskRun === undefined) return undefined;
  const action = actionsOf(turn, run).actions[taskRun.action];
  return action === undefined || action.kind === 'deploy' ? undefined : deadline(action.task, attempt);
}
