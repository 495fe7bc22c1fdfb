import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');

/**
 * Bundles the command line from the sources that are here, beside the packages that it needs.
 *
 * @returns the path of the program
 */
export function bundledProgram(): string {
  const parent = join(repository, 'node_modules/.cache');
  mkdirSync(parent, { recursive: true });
  const out = mkdtempSync(join(parent, 'myelin-cli-'));
  bundles.push(out);
  const script = `import {bundleCommandLine} from './scripts/bundle.mjs'; await bundleCommandLine(${JSON.stringify(out)})`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: repository });
  return join(out, 'myelin.cjs');
}

const bundles: string[] = [];

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a line of shell in which `myelin` is the program, to its end. */
export function shell(program: string, line: string, cwd: string, env: Record<string, string> = {}): Ended {
  const script = `myelin() { "${process.execPath}" "${program}" "$@"; }\n${line}`;
  const ended = spawnSync('/bin/bash', ['-c', script], {
    cwd,
    encoding: 'utf8',
    // A shell of no other that reads from a socket takes itself for a remote one, and reads the user's files first.
    stdio: ['ignore', 'pipe', 'pipe'],
    // What BASH_ENV names is read first, and could set a PATH of its own.
    env: { ...process.env, BASH_ENV: undefined, NO_COLOR: '1', ...env },
    timeout: 60_000,
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** `myelin run` as a process of its own, and what it has said so far. */
export class RunProcess {
  readonly lines: string[] = [];
  /** Exit code; -1 when a signal ended it. */
  readonly ended: Promise<number>;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  constructor(program: string, words: readonly string[], cwd = repository) {
    this.child = spawn(process.execPath, [program, 'run', ...words], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
    });
    running.add(this.child);
    this.ended = new Promise((done) => {
      this.child.once('close', (code) => {
        running.delete(this.child);
        done(code ?? -1);
      });
    });
    let rest = '';
    const hear = (chunk: Buffer) => {
      const parts = `${rest}${chunk.toString('utf8')}`.split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const look of this.waiting) look();
    };
    this.child.stdout?.on('data', hear);
    this.child.stderr?.on('data', hear);
  }

  /**
   * What the pattern's first group captures in the first line, said or to come, that matches.
   * @throws when the process ends without having said it
   */
  said(pattern: RegExp): Promise<string> {
    return new Promise((done, fail) => {
      const look = () => {
        const found = this.lines.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found === undefined) return;
        this.waiting.delete(look);
        done(found[1] ?? found[0]);
      };
      this.waiting.add(look);
      look();
      void this.ended.then((code) => fail(new Error(`it ended with ${code}, having said\n${this.lines.join('\n')}`)));
    });
  }

  get text(): string {
    return this.lines.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) child.kill('SIGINT');
  await Promise.all([...running].map((child) => new Promise((done) => child.once('close', done))));
});

afterAll(() => {
  for (const bundle of bundles.splice(0)) rmSync(bundle, { recursive: true, force: true });
});
