/**
 * The numbers 0 to n - 1 that are still open, in order.
 *
 * - Closing one costs the same however many there are; walking costs only what is open. (A Set would do neither: it
 *   walks over the places of what was deleted.)
 * - One that was closed stays closed.
 */
export class OpenList implements Iterable<number> {
  /** Neighbours of number i stand at i + 1; place 0 is both ends, and i + 1 itself marks a closed number. */
  private readonly following: Int32Array;
  private readonly preceding: Int32Array;
  private open: number;

  constructor(length: number) {
    const places = length + 1;
    this.following = Int32Array.from({ length: places }, (_, place) => (place + 1) % places);
    this.preceding = Int32Array.from({ length: places }, (_, place) => (place + length) % places);
    this.open = length;
  }

  /** How many are open. */
  get size(): number {
    return this.open;
  }

  has(number: number): boolean {
    const place = number + 1;
    const after = this.following[place];
    return place > 0 && after !== undefined && after !== place;
  }

  close(number: number): void {
    if (!this.has(number)) return;
    const place = number + 1;
    const [after, before] = [this.following[place] as number, this.preceding[place] as number];
    this.following[before] = after;
    this.preceding[after] = before;
    this.following[place] = place;
    this.open -= 1;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let place = this.following[0] as number; place !== 0; place = this.following[place] as number) yield place - 1;
  }
}
