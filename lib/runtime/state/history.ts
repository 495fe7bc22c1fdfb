import type { JournalEntry } from '../../control/ports';
import { JournalFault, textOf, type Block } from './chain';
import { parseEntries } from './segments';

/**
 * The journal of one axon in memory, as text: what is not asked for is not parsed, and archives stay compressed.
 *
 * Places are without gaps; the first may be beyond 1 once history has been cut.
 */
export class History {
  private blocks: readonly Block[];

  /** @param known - place of the last entry that a snapshot holds, which may be missing here. @default - there is none */
  constructor(
    blocks: readonly Block[],
    private readonly known = 0,
  ) {
    this.blocks = blocks;
  }

  /** Place of the next entry. */
  get next(): number {
    const last = this.blocks.at(-1);
    return Math.max(this.known + 1, last === undefined ? 1 : last.first + last.count);
  }

  /** All of it in pieces, oldest first. */
  get pieces(): readonly Block[] {
    return this.blocks;
  }

  add(block: Block): void {
    this.blocks = [...this.blocks, block];
  }

  /** Puts one block in place of those that hold the same entries. */
  merge(block: Block): void {
    const end = block.first + block.count;
    const before = this.blocks.filter(({ first }) => first < block.first);
    this.blocks = [...before, block, ...this.blocks.filter(({ first }) => first >= end)];
  }

  /** Forgets a block. */
  drop(block: Block): void {
    this.blocks = this.blocks.filter((other) => other !== block);
  }

  /** Entries after a place. @throws JournalFault */
  *after(place: number): Iterable<JournalEntry> {
    for (const block of this.blocks) {
      const { first, count, objects } = block;
      if (first + count - 1 <= place) continue;
      const entries = parseEntries(textOf(block), count);
      if (entries === undefined) {
        throw new JournalFault(objects[0] ?? '', `${objects[0]} does not hold the ${count} entries that it should`);
      }
      for (const [index, entry] of entries.entries()) {
        if (first + index > place) yield { seq: first + index, entry };
      }
    }
  }
}
