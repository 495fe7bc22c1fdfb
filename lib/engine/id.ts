import { createHash } from 'node:crypto';

/**
 * Names derived from causes: the same cause gives the same name on any machine, which is why a crash between a decision
 * and its effect can neither lose the effect nor repeat it.
 */
export function causeHash(...causes: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(causes)).digest('hex').slice(0, 10);
}

/** One firing of a sensor. */
export function runId(sensor: string, consumed: readonly string[]): string {
  return causeHash(sensor, ...[...consumed].sort());
}

/** One action of a run; `ordinal` tells apart two actions on the same task. */
export function taskRunId(subject: string, run: string, ordinal: number): string {
  const suffix = ordinal === 0 ? '' : `-${ordinal + 1}`;
  return `${subject.toLowerCase()}-${run}${suffix}`;
}

/** One attempt of a task run or of a trial in it. */
export function attemptName(taskRun: string, attempt: number, trial?: string): string {
  const trialPart = trial === undefined ? '' : `-t${trial.replaceAll('_', '-')}`;
  return `${taskRun}${trialPart}-a${attempt}`;
}

/** Whether a name is that of an attempt of a trial, as `attemptName` makes it. */
export function isTrialAttempt(name: string): boolean {
  return /-t\d+-\d+-\d+-a\d+$/.test(name);
}

/** A version of a deployer: eight digits of what its firing consumed. */
export function versionName(deployer: string, run: string): string {
  return `${deployer}-${run.slice(0, 8)}`;
}

/** The end of a version's name, by which it is told from the others of its deployer. */
export function versionDigits(version: string): string {
  return version.slice(version.lastIndexOf('-') + 1);
}

/** The deployer of a version. */
export function deployerOfVersion(version: string): string {
  return version.slice(0, version.lastIndexOf('-'));
}

/** The version of a deployer that has these digits. */
export function versionWithDigits(deployer: string, digits: string): string {
  return `${deployer}-${digits}`;
}
