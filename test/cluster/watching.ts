import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN } from './command-line';

/** `myelin watch` of a namespace, beside what happens there. */
export class Watching {
  private text = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(namespace: string) {
    const child = spawn(process.execPath, [BIN, 'watch', '-n', namespace], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk: Buffer) => void (this.text += chunk.toString('utf8')));
    this.ended = new Promise((done) => child.once('exit', done));
    this.child = child;
  }

  /** What was told so far, without how long it was watched. */
  get lines(): readonly string[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^ *\d\S* /, ''));
  }

  /** Resolves once this was told, one after the other. @throws Error with all that was told, if it was not in so many milliseconds */
  async told(patience: number, ...inOrder: readonly RegExp[]): Promise<void> {
    for (const end = Date.now() + patience; ; await sleep(200)) {
      const missing = this.firstMissing(inOrder);
      if (missing === undefined) return;
      if (Date.now() > end) throw new Error(`${missing.source} was not told:\n${this.text}`);
    }
  }

  /** Ctrl-C. @returns how it ended */
  interrupt(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended;
  }

  private firstMissing(inOrder: readonly RegExp[]): RegExp | undefined {
    let from = 0;
    return inOrder.find((one) => {
      const at = this.lines.findIndex((line, index) => index >= from && one.test(line));
      from = at + 1;
      return at < 0;
    });
  }
}
