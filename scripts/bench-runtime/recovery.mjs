import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 3;
const PATIENCE = 120_000;

/**
 * How soon an event is accepted and durable again after the runtime that led is gone, by how it went. Pods are asked one by one
 * and straight: who is ready is what the rest of a cluster hears later.
 *
 * @returns milliseconds of each round, by the way it went
 */
export async function recovery({ namespace, kube, requests, kubectl }) {
  const pods = async () => {
    const { items } = await kube.list('Pod', { labels: { 'app.kubernetes.io/component': 'runtime' } });
    return items.filter(({ status }) => status.podIP !== undefined).map(({ metadata }) => metadata.name);
  };
  let asked = 0;
  const accepts = async (pod) => {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}:8080/proxy/axons/bench/triggers/heard/call`;
    const value = { specversion: '1.0', id: `recovery ${(asked += 1)}`, source: 'bench', type: 'bench', data: {} };
    const body = { type: 'application/cloudevents+json', value };
    // On a connection of its own, asked once: what is frozen, or does not listen yet, must not keep the others waiting.
    const answer = await requests.open({ method: 'POST', path, body, signal: AbortSignal.timeout(500) });
    answer.resume();
    return pod;
  };
  /** The pod that accepts an event. @param gone - is not asked @param instead - is asked and not looked for */
  const accepting = async ({ gone, instead } = {}) => {
    for (const end = performance.now() + PATIENCE; ; await sleep(20)) {
      const others = instead === undefined ? (await pods()).filter((pod) => pod !== gone) : [instead];
      const found = await Promise.any(others.map(accepts)).catch(() => undefined);
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`no runtime accepts an event within ${PATIENCE} ms`);
    }
  };
  const scale = async (count) => {
    await kubectl(['scale', 'deployment', 'myelin-runtime', `--replicas=${count}`]);
    for (const end = performance.now() + PATIENCE; (await pods()).length !== count; await sleep(200)) {
      if (performance.now() > end) throw new Error(`there are not ${count} pods of the runtime`);
    }
  };
  /** @param went - makes the leader go and says how it is waited for */
  const measured = async (count, went) => {
    const spans = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await scale(count);
      const leader = await accepting();
      await sleep(12_000);
      const began = performance.now();
      const { after, end } = await went(leader);
      await accepting(after);
      spans.push(performance.now() - began);
      await end?.();
      // Another pod each time: the kubelet waits longer each time before it starts the same one again.
      await kubectl(['delete', 'pod', ...(await pods()), '--ignore-not-found']);
    }
    return spans;
  };
  const struck = (pod, signal) => {
    const pids = processesOf(pod);
    if (pids.length === 0) throw new Error('processes of pods are not in sight: give other --parts');
    for (const pid of pids) process.kill(pid, signal);
  };
  const ended = async (leader) => {
    await kubectl(['delete', 'pod', leader, '--wait=false']);
    return { after: { gone: leader } };
  };
  return {
    'kill -9 of its process, until its container has been started again': await measured(1, async (leader) => {
      struck(leader, 'SIGKILL');
      return { after: { instead: leader } };
    }),
    'its pod deleted, until the next one accepts': await measured(1, ended),
    'its pod deleted, until the one that waited accepts': await measured(2, ended),
    'frozen as a lost node is, until the one that waited accepts': await measured(2, async (leader) => {
      struck(leader, 'SIGSTOP');
      return { after: { gone: leader }, end: () => woken(leader) };
    }),
  };
}

/** Nothing in a pod can kill or stop the first process of a container: this takes nodes whose processes are in sight. */
function processesOf(pod) {
  const words = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    } catch {
      return [];
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && words(name).includes(`MYELIN_POD=${pod}`))
    .map(Number);
}

/** What was ended meanwhile need not be woken. */
function woken(pod) {
  for (const pid of processesOf(pod)) process.kill(pid, 'SIGCONT');
}
