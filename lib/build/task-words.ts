import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalBuild } from './local-build-types';
import { isPython } from './python-word';

/**
 * The words of a task's own `command` or `args`, which speak of paths in the image, on this machine: a path that the build has
 * is that of its root, and `python` as the program is the environment's.
 *
 * @param program - whether the first word is the program (`command`, not `args`)
 */
export function taskWords(
  build: Pick<LocalBuild, 'root' | 'pythonPath'>,
  words: readonly string[],
  program: boolean,
): readonly string[] {
  return words.map((word, index) => {
    if (program && index === 0 && isPython(word)) return build.pythonPath;
    const [, option = '', path = ''] = /^(-{1,2}[\w-]+=)?(\/.+)$/.exec(word) ?? [];
    return path !== '' && existsSync(join(build.root, path)) ? `${option}${join(build.root, path)}` : word;
  });
}
