import { setTimeout as delay } from 'node:timers/promises';
import { installedRuntime, whatItWaitsFor } from '../cluster/runtime-wait';
import { CliError } from '../exit';
import type { ClusterOptions } from '../kubectl';

/** How often it is looked at, in milliseconds. */
const GLANCE = 1000;

/**
 * Until the pods of the applied Deployment have replaced all others, and at least one of them is ready; says what it waits
 * for whenever that changes.
 *
 * @throws CliError with the last reason when the time is over
 */
export async function awaitRuntime(cluster: ClusterOptions, replicas: number, patience: number): Promise<void> {
  const end = Date.now() + patience;
  let said = '';
  for (;;) {
    const seen = await installedRuntime(cluster);
    const waiting = seen.ok ? await whatItWaitsFor(cluster, seen.deployment, replicas) : seen.why;
    if (waiting === undefined) return;
    if (waiting !== said) process.stderr.write(`waiting: ${waiting}\n`);
    said = waiting;
    if (Date.now() >= end) {
      throw new CliError(`myelin: the runtime is not ready after ${patience / 1000} s: ${waiting}`);
    }
    await delay(GLANCE);
  }
}
