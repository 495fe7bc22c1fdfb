import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Set for one run by the build: what V8 has compiled by the end of it is kept. */
const KEEP = 'MYELIN_KEEP_CODE';

/**
 * Loads the files of the command line, with what V8 made of them when they were built: compiling them takes longer than
 * everything that most commands do.
 *
 * - Only the Node that made the code uses it: its folder is named for version and processor, and V8 refuses what does not
 *   fit it. Any other Node compiles the files, with its own cache where it has one (22.1 and later).
 * - A run never writes beside the program, but for the one that the build makes.
 */
export class CodeCache {
  private readonly folder: string;
  private readonly keeps = process.env[KEEP] !== undefined;
  private readonly loaded = new Map<string, { exports: unknown }>();
  private readonly scripts = new Map<string, Script>();

  /** @param program the folder of the program's files */
  constructor(program: string) {
    this.folder = join(program, 'code', `${process.version}-${process.platform}-${process.arch}`);
  }

  /** Runs a file; those that it requires are loaded in the same way. */
  run(file: string): void {
    if (this.keeps) process.once('exit', () => this.keep());
    else if (!existsSync(this.folder)) {
      (nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
      nodeModule.createRequire(file)(file);
      return;
    }
    this.load(file);
  }

  private load(file: string): unknown {
    const known = this.loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.loaded.set(file, module);
    const fromNode = nodeModule.createRequire(file);
    const require = (name: string): unknown =>
      name.startsWith('.') ? this.load(join(dirname(file), name)) : fromNode(name);
    const run = this.compile(file).runInThisContext() as (...scope: unknown[]) => void;
    run(module.exports, require, module, file, dirname(file));
    return module.exports;
  }

  private compile(file: string): Script {
    const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`;
    const cachedData = this.keeps ? undefined : readIfThere(this.codeOf(file));
    const script = new Script(source, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
    if (this.keeps) this.scripts.set(file, script);
    return script;
  }

  private codeOf(file: string): string {
    return join(this.folder, `${basename(file)}.code`);
  }

  private keep(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const [file, script] of this.scripts) {
      const written = `${this.codeOf(file)}.${process.pid}`;
      writeFileSync(written, script.createCachedData());
      renameSync(written, this.codeOf(file));
    }
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
