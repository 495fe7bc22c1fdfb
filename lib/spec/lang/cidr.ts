/** Ranges of addresses in CIDR notation, as far as one lies within another. */

/** Whether every address of one range is in the other. Ranges of different families, and what is no range, are never. */
export function within(inner: string, outer: string): boolean {
  const [a, b] = [bitsOf(inner), bitsOf(outer)];
  return a !== undefined && b !== undefined && a.family === b.family && a.bits.startsWith(b.bits);
}

interface Range {
  readonly family: 4 | 6;
  /** The bits that all addresses of it have in common. */
  readonly bits: string;
}

function bitsOf(cidr: string): Range | undefined {
  const [address = '', length = ''] = cidr.split('/');
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 6 ? bits6(address) : bits4(address);
  const prefix = Number(length);
  if (bits === undefined || !/^\d+$/.test(length) || prefix > bits.length) return undefined;
  return { family, bits: bits.slice(0, prefix) };
}

function bits4(address: string): string | undefined {
  const parts = address.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return valid ? parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('') : undefined;
}

function bits6(address: string): string | undefined {
  const [head = '', tail] = address.split('::');
  const [before, after] = [head, tail ?? ''].map((half) => half.split(':').filter((part) => part !== '')) as [
    string[],
    string[],
  ];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const parts = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  const valid = parts.length === 8 && parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part));
  return valid ? parts.map((part) => parseInt(part, 16).toString(2).padStart(16, '0')).join('') : undefined;
}
