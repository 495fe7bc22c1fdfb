/** What the suffix of a quantity of Kubernetes multiplies by. */
const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A quantity of Kubernetes such as `500m`, `1Gi` or `2e3` as a number; nothing if it is none. A suffix and an exponent are not
 * written together.
 *
 * Source: the grammar of Quantity in k8s.io/apimachinery pkg/api/resource.
 */
export function parseQuantity(text: string): number | undefined {
  const [, digits, exponent = '', suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([a-zA-Z]*))$/.exec(text) ?? [];
  if (digits === undefined || !Object.hasOwn(SUFFIXES, suffix)) return undefined;
  return Number(`${digits}${exponent}`) * (SUFFIXES[suffix] ?? 1);
}

/** Above 0 if `a` is more than `b`; nothing if one of them is no quantity. */
export function compareQuantities(a: string, b: string): number | undefined {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left === undefined || right === undefined ? undefined : left - right;
}

/** What people write for a suffix and Kubernetes does not take. */
const WORDS: Readonly<Record<string, string>> = {
  B: '', K: 'k', KB: 'k', KI: 'Ki', KIB: 'Ki', MB: 'M', MI: 'Mi', MIB: 'Mi',
  G: 'G', GB: 'G', GI: 'Gi', GIB: 'Gi', T: 'T', TB: 'T', TI: 'Ti', TIB: 'Ti',
  CPU: '', CPUS: '', CORE: '', CORES: '',
}; // prettier-ignore

/** `did you mean 10G` for `10 GB`; nothing where no quantity is near. */
export function meantQuantity(text: string): string | undefined {
  const [, digits, unit = ''] = /^\s*(\d+\.?\d*|\.\d+)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const suffix = Object.hasOwn(SUFFIXES, unit) ? unit : WORDS[unit.toUpperCase()];
  return suffix === undefined || Number(digits) === 0 ? undefined : `did you mean ${digits}${suffix}`;
}
