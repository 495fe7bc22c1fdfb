import { hostname, userInfo } from 'node:os';
import { kubectl } from './kubectl';
import type { Where } from './where';

/**
 * Who gives a command, for the journal: the user that the cluster knows, else the one of this machine.
 *
 * It is what they say of themselves: whoever reaches the hands may command them, and no token tells who that is.
 */
export async function whoAsks(where: Where): Promise<string> {
  if (where.kind === 'cluster') {
    const answer = await kubectl(where, ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}']);
    if (answer.ok && answer.text.trim() !== '') return answer.text.trim();
  }
  return `${userName()}@${hostname()}`;
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
