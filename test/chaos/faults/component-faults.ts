import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubectl } from '../../cluster/kubectl';
import type { Fault } from './fault';

const { MYELIN_KILL_COMPONENT, MYELIN_RESTART_COMPONENT } = process.env;

/** A command with the name of a component in place of `{component}`. */
function run(command: string | undefined, component: string): void {
  const words = (command ?? '').split(' ').map((word) => word.replace('{component}', component));
  const ended = spawnSync(words[0]!, words.slice(1), { encoding: 'utf8', timeout: 120_000 });
  if (ended.status !== 0) throw new Error(`${words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
}

/** Longer than a runtime leads without being able to say so, and shorter. */
const SHORT = [1000, 4000] as const;
const LONG = [13_000, 18_000] as const;

function dies(component: string, name: string, shows: RegExp | undefined): Fault {
  return {
    name: `${name} killed and restarted`,
    needs: ['components'],
    ...(shows === undefined ? {} : { shows }),
    async strike({ lots, undo }) {
      undo(async () => {
        run(MYELIN_RESTART_COMPONENT, component);
        for (const end = Date.now() + 60_000; kubectl(['get', '--raw', '/readyz']).code !== 0; await sleep(500))
          if (Date.now() > end) throw new Error(`the cluster is not ready after the restart of ${component}`);
      });
      run(MYELIN_KILL_COMPONENT, component);
      const [from, to] = shows !== undefined || lots.below(2) === 0 ? LONG : SHORT;
      await sleep(lots.between(from, to));
    },
  };
}

export const COMPONENT_FAULTS: readonly Fault[] = [
  dies('kube-apiserver', 'API server', /refused|does not|no answer|unable to connect/i),
  dies('etcd', 'etcd', /etcdserver|timeout|timed out|does not|refused|unavailable/i),
  dies('kubelet', 'kubelet', /kubelet|refused|dialing backend|NotStarted/i),
  dies('kube-controller-manager', 'controller manager', /NoPod/),
  dies('kube-scheduler', 'scheduler', /NotScheduled/),
];
