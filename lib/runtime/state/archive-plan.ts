import { ARCHIVE_LIMIT, pack, type Archive } from './archive';
import { textOf, type Block } from './chain';

/** So many segments, or so many bytes in them, are worth an archive. */
const SEGMENTS = 128;
const BYTES = 1024 * 1024;

/** An archive that is as long as this is full: nothing is added to it. */
const FULL = ARCHIVE_LIMIT / 2;

/** Compression makes nothing longer by more than the rest. */
const FITS = ARCHIVE_LIMIT - 1024;

/** Of long blocks, whether one fits: that costs compressing it. */
const fits = new WeakMap<Block, boolean>();

/** What should be put together next. */
export interface ArchivePlan {
  readonly archive: Archive;
  /** The blocks that it stands for, the last archive among them where it has room. */
  readonly blocks: readonly Block[];
}

/**
 * What of a journal should go into an archive, if there is enough of it.
 *
 * - Blocks beside each other, the oldest first; what is in a full archive stays there.
 * - Each archive is made anew until it is full, so that their number goes with the length of the journal and not with how
 *   often it was written.
 * - A block that is too long for an archive by itself, compressed, stays in segments.
 */
export function archivePlan(blocks: readonly Block[]): ArchivePlan | undefined {
  for (let from = 0; from < blocks.length;) {
    const run: Block[] = [];
    for (let at = from; at < blocks.length && joins(blocks[at]!, at === from); at += 1) run.push(blocks[at]!);
    if (isEnough(run)) return fitting(run);
    from += Math.max(1, run.length);
  }
  return undefined;
}

function joins(block: Block, isFirst: boolean): boolean {
  const { packed, bytes } = block;
  return packed ? isFirst && bytes.length < FULL : !staysLoose(block);
}

/** Whether a block is too long for an archive by itself, compressed as it would be there. */
export function staysLoose(block: Block): boolean {
  if (block.packed || block.bytes.length <= FITS) return false;
  const known = fits.get(block) ?? pack(textOf(block)).length <= ARCHIVE_LIMIT;
  fits.set(block, known);
  return !known;
}

function isEnough(run: readonly Block[]): boolean {
  const loose = run.filter(({ packed }) => !packed);
  const objects = loose.reduce((sum, block) => sum + block.objects.length, 0);
  return objects >= SEGMENTS || loose.reduce((sum, { bytes }) => sum + bytes.length, 0) >= BYTES;
}

/** As many of them as fit; one that is in segments does. */
function fitting(run: readonly Block[]): ArchivePlan {
  let blocks = run;
  for (;;) {
    const packed = pack(blocks.map(textOf).join(''));
    if (packed.length <= ARCHIVE_LIMIT) {
      const count = blocks.reduce((sum, block) => sum + block.count, 0);
      return { archive: { first: blocks[0]!.first, count, packed }, blocks };
    }
    const half = blocks.slice(0, Math.ceil(blocks.length / 2));
    // The last archive alone would become itself.
    blocks = half.length === 1 && half[0]!.packed ? run.slice(1) : half;
  }
}
