import { readFileSync } from 'node:fs';
import { readSource } from '../../../lib/spec/source';

/** Documents that have every key of the language between them. */
export const DOCUMENTS: readonly unknown[] = [
  ...documentsOf(readFileSync('test/fixtures/axons/whole.yaml', 'utf8')),
  ...documentsOf(readFileSync('test/fixtures/axons/everything.yaml', 'utf8')),
];

function documentsOf(text: string): readonly unknown[] {
  return readSource(text, 'axon.yaml').documents.map(({ data }) => data);
}

/** A place in a document, as keys and positions. */
export type Place = readonly (string | number)[];

/** Every place that holds a bare value or nothing. */
export function leaves(value: unknown, place: Place = []): readonly Place[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...place, index]));
  if (value === null || typeof value !== 'object') return [place];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...place, key]));
}

export function valueAt(document: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document);
}

/** The document with another value at a place; without the place where the value is `undefined`. */
export function withValue(document: unknown, place: Place, value: unknown): unknown {
  const copy: unknown = structuredClone(document);
  const key = place.at(-1) ?? '';
  const parent = valueAt(copy, place.slice(0, -1)) as Record<string | number, unknown>;
  if (value !== undefined) parent[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

/** Texts that the small languages take, by the key under which they stand. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  when: ['metrics.accuracy > 0.25'],
  filter: ["event.type != 'y'"],
  condition: ['{{accuracy}} > 0.25'],
  schedule: ['0 5 * * *'],
  timezone: ['Europe/Paris'],
  gate: ['latency p99 <= 70ms'],
  accuracy: ['>= 0.5'],
  steps: ['< 2000'],
  latency: ['p99 <= 70ms'],
  availability: ['>= 99%'],
  freshness: ['<= 8d'],
};

/** What a value may be changed to: a word of its key, what stands under such a key elsewhere, what is a little more. */
export function otherValues(value: unknown, place: Place, document: unknown, form: string): readonly unknown[] {
  const keyOf = (of: Place) => String(of.findLast((step) => typeof step === 'string'));
  const text = String(value);
  const number = /^[\d.]+$/.test(text) ? [Number(value) + 1, Number(value) * 2] : [];
  const words = form.split(' | ').filter((word) => !/^(text|number|keys|list|duration|anything)$/.test(word));
  const beside = leaves(document).filter((other) => keyOf(other) === keyOf(place));
  const names = ['wanted', 'three', 'Prepare', 'Prepare2', 'Train', 'Train2', 'Serve', 'Serve2', 'two'];
  const all = [
    ...number,
    ...words,
    ...(LANGUAGES[keyOf(place)] ?? []),
    ...(form === 'duration' ? ['3m'] : []),
    ...(/^(task|train|trainer|deploy|deployer|prepare|model|dependencies|needs)$/.test(keyOf(place)) ? names : []),
    `${text}x`,
    ...new Set(beside.map((other) => valueAt(document, other))),
  ];
  return all.filter((item) => String(item) !== text).slice(0, 12);
}
