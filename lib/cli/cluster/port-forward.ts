import { spawn } from 'node:child_process';
import { clusterWords, lastLine, noKubectl, type ClusterOptions } from '../kubectl';
import { endWithProcess } from './child-end';

/** How long kubectl may take until it listens, in milliseconds. */
const PATIENCE = 20_000;

export type Forwarded =
  | { readonly ok: true; readonly forward: PortForward }
  /** In kubectl's words. */
  | { readonly ok: false; readonly why: string };

/**
 * A port of a pod on a free port of this machine, by `kubectl port-forward`.
 *
 * - It listens on loopback only.
 * - It does not outlive this process, whether that ends on its own, by a fault or by a signal; only one that cannot be
 *   heard, SIGKILL, leaves it, on loopback, until its connection to the cluster ends.
 */
export class PortForward {
  /** @throws CliError where there is no kubectl */
  static open(cluster: ClusterOptions, pod: string, port: number): Promise<Forwarded> {
    const words = [...clusterWords(cluster), 'port-forward', '--address=127.0.0.1', `pod/${pod}`, `:${port}`];
    // In a group of its own: Ctrl-C in a terminal is for this process, which still has to say what came of it.
    const options = {
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
      detached: true,
    };
    const child = spawn('kubectl', words, options);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
    return new Promise((done, fail) => {
      const end = endWithProcess(child);
      const refuse = (why: string) => {
        clearTimeout(timer);
        end();
        done({ ok: false, why });
      };
      const timer = setTimeout(() => refuse(`kubectl did not listen within ${PATIENCE / 1000} s`), PATIENCE);
      let heard = '';
      child.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString('utf8');
        const [, local] = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec(heard) ?? [];
        if (local === undefined) return;
        clearTimeout(timer);
        done({ ok: true, forward: new PortForward(`http://127.0.0.1:${local}/`, end) });
      });
      child.once('error', (fault: NodeJS.ErrnoException) => {
        if (fault.code !== 'ENOENT') return refuse(fault.message);
        clearTimeout(timer);
        end();
        fail(noKubectl());
      });
      child.once('close', () => refuse(lastLine(said) ?? 'kubectl port-forward ended'));
    });
  }

  private constructor(
    /** Ends in a slash. */
    readonly url: string,
    readonly close: () => void,
  ) {}
}
