/** A range of IPv4 addresses: the first one as a number, and the length of the prefix. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

const FORM = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Undefined where the text is no range: a wrong form, or an address that is not the first of its range. */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = FORM.exec(text)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = numbers;
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % sizeOf(prefix) === 0 ? { first, prefix } : undefined;
}

/** The range of a text that the checks let pass. */
export function cidrOf(text: string): Cidr {
  const range = parseCidr(text);
  if (range === undefined) throw new TypeError(`the check of ranges lets ${text} not pass`);
  return range;
}

export function formatCidr({ first, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}

export function overlap(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + sizeOf(other.prefix) && other.first < one.first + sizeOf(one.prefix);
}

/** The range of this prefix that is `index` such ranges after the beginning of `from`. */
export function subnet(from: Cidr, prefix: number, index: number): Cidr {
  return { first: from.first + index * sizeOf(prefix), prefix };
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}
