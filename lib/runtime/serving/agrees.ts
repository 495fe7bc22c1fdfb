/** Whether an object of the API server agrees with what is wanted: the server adds defaults, so it may say more. */
export function agrees(live: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return Array.isArray(live) && live.length === wanted.length && wanted.every((item, at) => agrees(live[at], item));
  }
  if (typeof wanted !== 'object' || wanted === null) return live === wanted;
  if (typeof live !== 'object' || live === null) return false;
  return Object.entries(wanted).every(([key, value]) => agrees((live as Record<string, unknown>)[key], value));
}
