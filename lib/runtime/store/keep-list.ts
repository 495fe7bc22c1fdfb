import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptFiles } from '../../engine/kept-files';

/** The files in the store that something may still need, as known at one instant. */
export interface KeepList extends Pick<KeptFiles, 'data' | 'models' | 'checkpoints' | 'attempts'> {
  /** When the list was made: milliseconds since 1970. */
  readonly asOf: number;
}

/** Linux gives one variable 128 KiB. */
const LONGEST = 100_000;

const NAME = 'MYELIN_KEEP';

/** The list as variables of the Job that sweeps; as many as it takes. */
export function keepVariables({
  asOf,
  ...kept
}: KeepList): readonly { readonly name: string; readonly value: string }[] {
  const lists = [kept.data, kept.models, kept.checkpoints, kept.attempts].map((tokens) => [...tokens].sort());
  const text = gzipSync(JSON.stringify([asOf, ...lists])).toString('base64');
  const count = Math.ceil(text.length / LONGEST);
  return Array.from({ length: count }, (_, part) => ({
    name: `${NAME}_${part + 1}_OF_${count}`,
    value: text.slice(part * LONGEST, (part + 1) * LONGEST),
  }));
}

/** @returns undefined where there is no list, or not all of it */
export function readKeepList(env: Readonly<Record<string, string | undefined>>): KeepList | undefined {
  const parts = Object.entries(env).flatMap(([name, value = '']) => {
    const [, part, count] = /^MYELIN_KEEP_(\d+)_OF_(\d+)$/.exec(name) ?? [];
    return part === undefined ? [] : [{ part: Number(part), count: Number(count), value }];
  });
  if (parts.length === 0 || parts.some(({ count }) => count !== parts.length)) return undefined;
  const text = parts
    .sort((a, b) => a.part - b.part)
    .map(({ value }) => value)
    .join('');
  const [asOf, ...lists] = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as [number, ...string[][]];
  const [data, models, checkpoints, attempts] = lists.map((tokens) => new Set(tokens));
  if (data === undefined || models === undefined || checkpoints === undefined || attempts === undefined)
    return undefined;
  return { asOf, data, models, checkpoints, attempts };
}
