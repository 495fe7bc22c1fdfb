import type { WriteStream } from 'node:tty';

/**
 * A block of lines at the end of a terminal that is drawn again as it changes; what is printed above it scrolls away as
 * usual. Off a terminal it draws nothing, and only the printed lines remain.
 */
export class LiveScreen {
  private drawn = 0;
  private block: readonly string[] = [];

  constructor(private readonly out: NodeJS.WriteStream) {}

  get live(): boolean {
    return this.out.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** A line that stays. */
  print(line: string): void {
    this.erase();
    this.out.write(`${line}\n`);
    this.draw();
  }

  /** The block below. */
  show(block: readonly string[]): void {
    this.erase();
    this.block = block;
    this.draw();
  }

  private erase(): void {
    if (this.drawn === 0) return;
    this.out.write(`\u001b[${this.drawn}A\u001b[0J`);
    this.drawn = 0;
  }

  private draw(): void {
    if (!this.live || this.block.length === 0) return;
    const { columns = 80, rows = 24 } = this.out as WriteStream;
    const lines = this.block.slice(0, rows - 1).map((line) => cut(line, columns - 1));
    this.out.write(`${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }
}

/** At most `width` visible characters; colour codes do not count. */
function cut(line: string, width: number): string {
  let visible = 0;
  let kept = '';
  for (const [piece] of line.matchAll(/\u001b\[\d+m|[\s\S]/gu)) {
    if (piece.length === 1 || !piece.startsWith('\u001b')) {
      if (visible === width) continue;
      visible += 1;
    }
    kept += piece;
  }
  return kept;
}
