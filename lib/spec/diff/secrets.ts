import { isBranch } from './tree';

/** What stands in place of a value that must not be read. */
export const HIDDEN = '(not shown)';

/** Names behind which people write secrets down. References to Secrets are objects, so they are not meant. */
const SECRET_NAME = /(pass(word|wd|phrase)?|secret|token|credentials?|api[-_]?key|private[-_]?key|access[-_]?key)$/i;

/** A user's password in an address. */
const IN_ADDRESS = /(:\/\/[^/\s:@]+:)[^@\s/]+@/g;

/** Shorter values are everywhere in texts; hiding them would make a diff unreadable and hide nothing. */
const SHORTEST = 4;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Values that are written under a name of a secret, anywhere in a document. */
export function secretValues(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (item: unknown): void => {
    if (Array.isArray(item)) return item.forEach(visit);
    if (!isBranch(item)) return;
    const { name, value: own } = item;
    if (typeof name === 'string' && typeof own === 'string' && isSecretName(name)) found.add(own);
    for (const [key, inside] of Object.entries(item)) {
      if (typeof inside === 'string' && isSecretName(key)) found.add(inside);
      else visit(inside);
    }
  };
  visit(value);
  return found;
}

/** Takes secrets out of a text, wherever in it they stand. */
export function hider(secrets: Iterable<string>): (text: string) => string {
  const longFirst = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST);
  longFirst.sort((a, b) => b.length - a.length);
  return (text) =>
    longFirst
      .reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text)
      .replace(IN_ADDRESS, (_, before: string) => `${before}${HIDDEN}@`);
}

/** The same for data: texts within it, and whatever stands under a name of a secret. */
export function hideIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideIn(item, hide));
  if (!isBranch(value)) return value;
  const own = typeof value['name'] === 'string' && isSecretName(value['name']);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const secret = typeof item === 'string' && (isSecretName(key) || (own && key === 'value'));
      return [key, secret ? HIDDEN : hideIn(item, hide)];
    }),
  );
}

/** A value without what is secret because of where it stands: `env.TOKEN`, `env.TOKEN.value`, `password`. */
export function withoutSecret(path: readonly string[], value: unknown): unknown {
  const [place = '', key = ''] = path.slice(-2);
  if (typeof value === 'string') return isSecretName(key) || (key === 'value' && isSecretName(place)) ? HIDDEN : value;
  if (isSecretName(key) && isBranch(value) && typeof value['value'] === 'string') return { ...value, value: HIDDEN };
  return value;
}
