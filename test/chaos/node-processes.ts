import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes of pods, where the nodes are on this machine and their processes in sight: nothing in a pod can kill or stop the
 * first process of a container, so that no API does.
 *
 * @param variable - `NAME=VALUE` of its environment
 * @param word - of its command line
 */
export function processesOf(variable: string, word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (pid) => words(pid, 'environ').includes(variable) && words(pid, 'cmdline').some((one) => one.endsWith(word)),
    )
    .map(Number);
}

/** What ends meanwhile, or is somebody else's, has none. */
function words(pid: string, file: 'environ' | 'cmdline'): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
