import type { Entry } from '../../engine/journal';
import { sharedLabels, AXON_LABEL } from '../../spec/derive/labels';
import { objectName } from '../../spec/derive/names';
import type { KubeObject, OwnerReference } from '../kube/kube';

/**
 * A piece of the journal as one immutable ConfigMap holds it.
 *
 * - The entries of one append are a group. Its text is cut into parts where it is longer than a segment may be.
 * - The name of part 1 follows from the place of the group's first entry alone: two writers that would write the same
 *   place make the same name, and the API server lets one of them.
 * - Part 1 is written last, so that a group is in the journal whole or not at all. The names of other parts also have
 *   the writer in them, so that nobody's leftovers are in another's way.
 */
export interface Segment {
  /** Place of the group's first entry; places count up from 1. */
  readonly first: number;
  /** How many entries the group has. */
  readonly count: number;
  /** Which process wrote it. */
  readonly writer: string;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  /** JSON, a line for each entry; of one part, what is its own. */
  readonly text: string;
}

/** Bytes of text in a segment at most: what a ConfigMap may hold is sixteen times as much, what etcd likes is less. */
export const SEGMENT_LIMIT = 64 * 1024;

/** What an object of the journal is for: `app.kubernetes.io/component`. */
export const JOURNAL_COMPONENT = 'journal';

/** The segments of a group, in the order in which they are to be created: part 1 comes last. */
export function segmentsOf(entries: readonly Entry[], first: number, writer: string): readonly Segment[] {
  const texts = cut(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const segments = texts.map((text, index): Segment => ({
    first,
    count: entries.length,
    writer,
    part: index + 1,
    parts: texts.length,
    text,
  }));
  return [...segments.slice(1), ...segments.slice(0, 1)];
}

/** The text in pieces of at most `SEGMENT_LIMIT` bytes, none of which ends within a character. */
function cut(text: string): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + SEGMENT_LIMIT);
    while (to < bytes.length && isWithinCharacter(bytes[to]!)) to -= 1;
    pieces.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return pieces;
}

/** Bytes of UTF-8 that begin no character are 10xxxxxx. */
function isWithinCharacter(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Entries of a text of JSON lines; undefined where it is none, or has another number of them. */
export function parseEntries(text: string, count: number): readonly Entry[] | undefined {
  try {
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.length === count ? lines.map((line) => JSON.parse(line) as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** A ConfigMap may have a name as long as a DNS name. */
const MAX_NAME = 253;

export function segmentName(axon: string, { first, part, writer }: Omit<Segment, 'text' | 'count' | 'parts'>): string {
  const place = String(first).padStart(10, '0');
  return objectName([axon, 'journal', place, ...(part === 1 ? [] : [writer, String(part)])], MAX_NAME);
}

/** Labels by which everything that remembers an axon is found. */
export function memoryLabels(axon: string, component: string): Readonly<Record<string, string>> {
  return { ...sharedLabels(axon, component), [AXON_LABEL]: axon };
}

const TEXT_KEY = 'journal.jsonl';

export function segmentObject(axon: string, owner: OwnerReference, segment: Segment): KubeObject {
  const { first, count, writer, part, parts, text } = segment;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: segmentName(axon, segment),
      labels: memoryLabels(axon, JOURNAL_COMPONENT),
      ownerReferences: [owner],
    },
    immutable: true,
    data: { first: String(first), count: String(count), writer, part: `${part}/${parts}`, [TEXT_KEY]: text },
  };
}

/** The segment that an object holds; undefined where it holds none. */
export function segmentIn({ data }: KubeObject): Segment | undefined {
  const fields = (data ?? {}) as Readonly<Record<string, unknown>>;
  const [part, parts] = String(fields['part']).split('/').map(Number);
  const [first, count] = [Number(fields['first']), Number(fields['count'])];
  const { writer, [TEXT_KEY]: text } = fields;
  const counts = [first, count, part ?? NaN, parts ?? NaN];
  if (!counts.every((one) => Number.isSafeInteger(one) && one > 0)) return undefined;
  if (typeof writer !== 'string' || typeof text !== 'string') return undefined;
  return { first, count, writer, part: part!, parts: parts!, text };
}

export function sameSegment(a: Segment, b: Segment): boolean {
  return (
    a.first === b.first &&
    a.count === b.count &&
    a.writer === b.writer &&
    a.part === b.part &&
    a.parts === b.parts &&
    a.text === b.text
  );
}
