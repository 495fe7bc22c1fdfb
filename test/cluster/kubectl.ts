import { spawnSync } from 'node:child_process';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl against the cluster of KUBECONFIG. @param input - objects, given as one list by `-f -` */
export function kubectl(args: readonly string[], input?: readonly object[]): Answer {
  const list = input === undefined ? undefined : JSON.stringify({ apiVersion: 'v1', kind: 'List', items: input });
  const ended = spawnSync('kubectl', [...args], { encoding: 'utf8', ...(list === undefined ? {} : { input: list }) });
  if (ended.error !== undefined) throw ended.error;
  return { code: ended.status ?? -1, stdout: ended.stdout, stderr: ended.stderr };
}

/** The same, where anything but success ends the test with what the cluster said. */
export function mustKubectl(args: readonly string[], input?: readonly object[]): Answer {
  const answer = kubectl(args, input);
  if (answer.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${answer.stderr}`);
  return answer;
}
