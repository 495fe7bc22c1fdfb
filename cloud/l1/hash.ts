import { createHash } from 'node:crypto';

/** So many digits of the hash of a text: the end of a name that must differ from others, or would be too long. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
