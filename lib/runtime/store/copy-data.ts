import { cp, mkdir } from 'node:fs/promises';

/**
 * Copies the data of an earlier run, whose result is used again, into the directory of another. Done twice it is as done once.
 *
 * @returns the exit code
 */
export async function runCopyData(
  { MYELIN_COPY_FROM: from, MYELIN_COPY_TO: to }: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Promise<number> {
  if (from === undefined || to === undefined) {
    say('MYELIN_COPY_FROM and MYELIN_COPY_TO must name two directories: the runtime starts this for a cached result');
    return 2;
  }
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true, force: true });
  return 0;
}

export function main(): Promise<number> {
  process.umask(0o002);
  return runCopyData(process.env, (text) => console.error(text));
}
