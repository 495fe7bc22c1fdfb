import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** State folders of one test file. */
export function stateFolders() {
  const made: string[] = [];
  const folder = (): string => {
    const dir = mkdtempSync(join(tmpdir(), 'myelin-state-'));
    made.push(dir);
    return dir;
  };
  const clear = (): void => {
    for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
  };
  return { folder, clear };
}

export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('expected it to throw');
}

/** Compiles TypeScript in a plain node process; for children that a test kills. */
export const COMPILE = `
  const { transformFileSync } = require(require.resolve('@swc/core', { paths: [process.cwd()] }));
  require.extensions['.ts'] = (module, file) => module._compile(
    transformFileSync(file, { module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }).code,
    file,
  );`;
