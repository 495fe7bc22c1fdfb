import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { PART_OF_MYELIN } from '../spec/derive/labels';
import { MACHINE_CLOCK } from './clock';
import { handsOf } from './hands';
import { KubeClient } from './kube/client';
import { inClusterAccess } from './kube/in-cluster';
import { Informer } from './kube/informer';
import { Informers } from './kube/informers';
import type { Kube } from './kube/kube';
import { kubeconfigAccess } from './kube/kubeconfig';
import { Leadership } from './kube/lease';
import { jsonLog, type Log } from './log';
import { RuntimeMetrics } from './metrics/runtime-metrics';
import { Runtime } from './runtime';
import { serve } from './serve';
import { readSettings, SettingsError, type Settings } from './settings';
import { WriteBudget } from './state/write-budget';

/** Labels of the ConfigMaps that hold axons. */
const AXON_LABELS = { ...PART_OF_MYELIN, 'app.kubernetes.io/component': 'axon' };

/** By then whoever stops has stopped, or is ended. */
const LONGEST_STOP = 25_000;

/** Whoever does not lead has nothing to finish, and what is under way may wait for an API server that does not answer. */
const LONGEST_FALL = 2000;

/**
 * The runtime of a namespace, from SIGTERM to SIGTERM.
 *
 * - It waits to lead, and moves nothing before.
 * - Once it does not lead any more it ends, and begins anew as a process that knows nothing: code 1.
 * - Told to stop, it finishes the append that is under way and gives the lease up, so that a successor goes on at once.
 */
export async function main(): Promise<number> {
  const log = jsonLog((line) => void process.stdout.write(line), Date.now);
  let settings: Settings;
  try {
    settings = readSettings(process.env, hostname());
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    log.warn(fault.message);
    return 2;
  }
  const access = inClusterAccess({ env: process.env }) ?? (await kubeconfigAccess());
  const { namespace = access.namespace } = settings;
  const kube = new KubeClient(access, { namespace });
  const signalled = new Promise<'signal'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('signal'));
  });
  log.info('the runtime starts', { namespace, pod: settings.pod });
  try {
    return await lead(kube, settings, log, signalled);
  } finally {
    kube.close();
  }
}

async function lead(kube: Kube, settings: Settings, log: Log, signalled: Promise<'signal'>): Promise<number> {
  let end: (why: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  const informers = new Informers(kube);
  const clock = MACHINE_CLOCK;
  const metrics = new RuntimeMetrics(kube, clock);
  const runtime = new Runtime({
    kube,
    clock,
    log,
    writer: randomBytes(4).toString('hex'),
    budget: new WriteBudget(clock),
    ...handsOf({ kube, informers, settings, clock, log, metrics }),
    onFenced: (fault) => end(fault.message),
  });
  const begun: { axons?: Informer; leadership?: Leadership; heard?: boolean } = {};
  const servers = await serve({
    ...{ kube, informers, settings, metrics, runtime },
    leadership: () => begun.leadership,
    heard: () => begun.heard === true,
  });
  const leadership = new Leadership({
    kube,
    identity: settings.pod,
    onLead: () => {
      log.info('this runtime leads', { pod: settings.pod });
      begun.axons = follow(kube, runtime, () => (begun.heard = true));
    },
    onLost: end,
  });
  begun.leadership = leadership;
  const why = await Promise.race([signalled, ended]);
  if (why !== 'signal') log.warn(`this runtime does not lead any more: ${why}`);
  const late = setTimeout(() => process.exit(1), why === 'signal' ? LONGEST_STOP : LONGEST_FALL);
  await Promise.all([runtime.stop(why === 'signal' ? undefined : 0), begun.axons?.stop(), informers.stop()]);
  await leadership.stop();
  await servers.close();
  clearTimeout(late);
  log.info('the runtime has stopped');
  return why === 'signal' ? 0 : 1;
}

/** Hears of the axons of the namespace. @param heard - told once the runtime has those that there are */
function follow(kube: Kube, runtime: Runtime, heard: () => void): Informer {
  const axons = new Informer({ kube, kind: 'ConfigMap', labels: AXON_LABELS });
  axons.onChange((names) => {
    for (const name of names) {
      const object = axons.get(name);
      if (object === undefined) runtime.gone(name);
      else runtime.see(object);
    }
  });
  void axons.synced.then(() => {
    // Listeners are told a moment later.
    for (const object of axons.items()) runtime.see(object);
    heard();
  });
  return axons;
}
