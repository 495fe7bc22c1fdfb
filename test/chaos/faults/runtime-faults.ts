import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mustKubectl } from '../../cluster/kubectl';
import type { ChaosCluster } from '../chaos-cluster';
import { processesOf } from '../node-processes';
import type { Fault } from './fault';

/** Processes of a runtime pod on this machine. @throws Error where there is none */
function processes(pod: string): readonly number[] {
  const found = processesOf(`MYELIN_POD=${pod}`, 'main.cjs');
  if (found.length === 0) throw new Error(`no process of pod ${pod} is in sight`);
  return found;
}

function leader(cluster: ChaosCluster): string {
  const [pod] = cluster.runtimePods();
  if (pod === undefined) throw new Error('there is no pod of the runtime');
  return pod;
}

const killed: Fault = {
  name: 'runtime killed (kill -9 of its process)',
  needs: ['processes'],
  async strike({ cluster }) {
    for (const pid of processes(leader(cluster))) process.kill(pid, 'SIGKILL');
  },
};

const deleted: Fault = {
  name: 'runtime pod deleted',
  async strike({ cluster, lots }) {
    const force = lots.below(2) === 0 ? ['--force', '--grace-period=0'] : [];
    mustKubectl(['delete', 'pod', leader(cluster), '-n', cluster.namespace, '--wait=false', ...force]);
  },
};

/** Longer than its lease, so that another one leads when it wakes. */
const FROZEN = 20_000;

const frozen: Fault = {
  name: 'runtime frozen while another takes over, then awake again',
  needs: ['processes'],
  async strike({ cluster, undo }) {
    mustKubectl(['scale', 'deployment', 'myelin-runtime', '-n', cluster.namespace, '--replicas=2']);
    const first = leader(cluster);
    await cluster.until('a second pod', 60_000, async () => ({ ok: cluster.runtimePods().length === 2 }));
    const pids = processes(first);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await sleep(FROZEN);
    undo(async () => {
      // What was ended meanwhile need not be woken.
      for (const pid of processesOf(`MYELIN_POD=${first}`, 'main.cjs')) process.kill(pid, 'SIGCONT');
      await sleep(2000);
      mustKubectl(['scale', 'deployment', 'myelin-runtime', '-n', cluster.namespace, '--replicas=1']);
    });
  },
};

const MAIN = join('build', 'image', 'runtime', 'app', 'main.cjs');

/** It says that it is the pod that leads, so that the Lease tells neither of them anything. */
const two: Fault = {
  name: 'two runtimes that both lead',
  async strike({ cluster, undo }) {
    const env = {
      ...process.env,
      MYELIN_NAMESPACE: cluster.namespace,
      MYELIN_POD: leader(cluster),
      ...{ PORT: '0', MYELIN_METRICS_PORT: '0', MYELIN_OPERATOR_PORT: '0' },
    };
    const child = spawn(process.execPath, [MAIN, 'runtime'], { env, stdio: 'ignore' });
    await sleep(6000);
    undo(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
  },
};

export const RUNTIME_FAULTS: readonly Fault[] = [killed, deleted, frozen, two];
