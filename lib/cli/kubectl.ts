import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CliError } from './exit';

const run = promisify(execFile);

/** Which cluster is asked, as kubectl and the published command line have it. */
export interface ClusterOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** What kubectl printed, or why it said no. */
export type KubectlAnswer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

const MOST_BYTES = 64 * 1024 * 1024;

/** A cluster that does not answer is told soon, and not after kubectl's own minutes. */
const PATIENCE = '15s';

/**
 * Asks a cluster by kubectl, which has the user's ways of logging in.
 *
 * @throws CliError where there is no kubectl
 */
export async function kubectl(
  { context, kubeconfig }: ClusterOptions,
  words: readonly string[],
): Promise<KubectlAnswer> {
  const options = [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    `--request-timeout=${PATIENCE}`,
  ];
  try {
    const { env } = process;
    const { stdout } = await run('kubectl', [...options, ...words], { env, maxBuffer: MOST_BYTES, encoding: 'utf8' });
    return { ok: true, text: stdout };
  } catch (fault) {
    const { code, stderr } = fault as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new CliError(
        'myelin: --context needs kubectl, which is not on the PATH; or give facts with --cluster FILE',
      );
    }
    const lines = (stderr ?? String(fault)).split('\n').filter((line) => line !== '');
    return { ok: false, why: lines.at(-1) ?? 'kubectl failed' };
  }
}
