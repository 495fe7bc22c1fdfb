import type { KubeObject } from '../kube/kube';
import { archiveIn, unpack } from './archive';
import { parseEntries, segmentIn, type Segment } from './segments';

/** A piece of the journal with the entries from one place on, as it is kept in memory: text, compressed in an archive. */
export interface Block {
  readonly first: number;
  readonly count: number;
  readonly bytes: Buffer;
  readonly packed: boolean;
  /** Objects that hold it, in the order in which they may be deleted: without part 1 the others are nothing. */
  readonly objects: readonly string[];
}

/** What a ConfigMap should say and does not, so that the journal cannot be read on from there. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
  constructor(
    /** Of the ConfigMap; of one that is not there, its name would be this. */
    readonly object: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Chain {
  /** In order and without gaps. */
  readonly blocks: readonly Block[];
  /** Objects whose entries are in other ones, or that never became part of the journal and never will. */
  readonly spare: readonly string[];
}

interface Piece {
  readonly first: number;
  readonly count: number;
  readonly block: () => Block;
}

/**
 * Puts the objects of a journal in order.
 *
 * - An archive is taken before the segments that it was made of, which are spare.
 * - Parts of a group that lack part 1 are not read. They are spare once another group has taken their place; before, their
 *   writer may yet complete them.
 *
 * @param from - place of the first entry that is needed; what comes before may be missing
 * @throws JournalFault where an object holds nonsense, or one is missing
 */
export function chainOf(objects: readonly KubeObject[], from = 1): Chain {
  const parts = new Map<string, { readonly name: string; readonly segment: Segment }>();
  const pieces: Piece[] = [];
  const names = new Set<string>();
  for (const object of objects) {
    const { name } = object.metadata;
    names.add(name);
    const segment = segmentIn(object);
    const archive = segment === undefined ? archiveIn(object) : undefined;
    if (segment !== undefined) {
      parts.set(partKey(segment, segment.part), { name, segment });
      if (segment.part === 1) pieces.push({ ...segment, block: () => group(segment, name, parts) });
    } else if (archive !== undefined) {
      const { first, count, packed } = archive;
      pieces.push({ first, count, block: () => ({ first, count, bytes: packed, packed: true, objects: [name] }) });
    } else {
      throw new JournalFault(name, `${name} holds no part of a journal`);
    }
  }
  // Of pieces that begin at one place the longest is taken, an archive that later ones have not outgrown.
  pieces.sort((a, b) => a.first - b.first || b.count - a.count);
  const blocks: Block[] = [];
  let next = 0;
  for (const piece of pieces) {
    if (piece.first + piece.count <= next) continue;
    if (next !== 0 && piece.first < next) fault(piece, next);
    if (piece.first > Math.max(next, from)) fault(piece, Math.max(next, from));
    // What is missing is not needed: history begins after it.
    if (piece.first !== next) blocks.length = 0;
    blocks.push(piece.block());
    next = piece.first + piece.count;
  }
  const used = new Set(blocks.flatMap((block) => block.objects));
  const open = [...parts.values()].filter(({ segment }) => segment.first >= Math.max(next, from));
  for (const { name } of open) used.add(name);
  return { blocks, spare: [...names].filter((name) => !used.has(name)) };
}

function fault(piece: Piece, next: number): never {
  const [object = ''] = piece.block().objects;
  if (piece.first < next) {
    throw new JournalFault(object, `${object} begins with entry ${piece.first}, which another object has already`);
  }
  const range = piece.first - 1 === next ? `entry ${next}` : `entries ${next} to ${piece.first - 1}`;
  throw new JournalFault(object, `the journal lacks ${range}, which should come before ${object}`);
}

function partKey({ first, writer }: Segment, part: number): string {
  return `${first} ${writer} ${part}`;
}

/** A group of which part 1 is there, so that every other part was before it. */
function group(
  head: Segment,
  name: string,
  parts: ReadonlyMap<string, { readonly name: string; readonly segment: Segment }>,
): Block {
  const { first, count } = head;
  const all = Array.from({ length: head.parts }, (_, index) => {
    const found = parts.get(partKey(head, index + 1));
    if (found !== undefined) return found;
    throw new JournalFault(name, `${name} has ${head.parts} parts, of which part ${index + 1} is not there`);
  });
  const text = all.map(({ segment }) => segment.text).join('');
  if (parseEntries(text, count) === undefined) {
    throw new JournalFault(name, `${name} does not hold the ${count} entries that it should`);
  }
  return { first, count, bytes: Buffer.from(text), packed: false, objects: all.map((part) => part.name) };
}

/** The text of a block. @throws JournalFault */
export function textOf({ bytes, packed, objects }: Block): string {
  const text = packed ? unpack(bytes) : bytes.toString('utf8');
  if (text !== undefined) return text;
  const [object = ''] = objects;
  throw new JournalFault(object, `${object} cannot be decompressed`);
}
