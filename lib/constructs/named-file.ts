import { readFileSync } from 'node:fs';
import { whyUnreadable, type SystemFault } from '../spec/unreadable';
import { ConstructUseError } from './axon-error';
import { show } from './construct-use';

/**
 * The text of a file that a program names, or in words why there is none.
 *
 * @param construct - what is told that its file is no path
 * @param what - whose value the path is, such as an option
 * @throws ConstructUseError for what JavaScript passes in place of a path
 */
export function readNamedFile(
  construct: string,
  file: unknown,
  what = 'the file',
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string } {
  if (typeof file !== 'string' || file === '') {
    throw new ConstructUseError(construct, `${what} must be a path from the working directory, got ${show(file)}`);
  }
  try {
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch (thrown) {
    return { ok: false, why: whyUnreadable(thrown as SystemFault) };
  }
}
