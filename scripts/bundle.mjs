import { build, transform } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  logLevel: 'warning',
};

/**
 * Bundles the command line into the folder `out`: a file per command, loaded when the command runs, and the start that
 * loads them. The native database stays outside the bundle. The library of constructs is within it, since the command line
 * never loads a user's own TypeScript, with which it would have to share classes.
 */
export async function bundleCommandLine(out) {
  await bundleSplit({ program: 'lib/cli/program.ts' }, out, ['libsql']);
  const start = `${out}/myelin.cjs`;
  await build({ ...COMMON, entryPoints: ['lib/cli/bin.ts'], outfile: start, format: 'cjs' });
  await chmod(start, 0o755);
  await keepCode(start);
}

/**
 * Makes the folder `out` from which the image of the runtime is built: its Dockerfile and the bundles of `app`, which are
 * whole. Beside it `NAME.meta.json` says what went into the bundles.
 */
export async function bundleImage(name, out) {
  const { metafile } = await bundleSplit({ main: `lib/${name}/main.ts` }, `${out}/${name}/app`, []);
  await writeFile(`${out}/${name}.meta.json`, JSON.stringify(metafile));
  await copyFile(`image/${name}/Dockerfile`, `${out}/${name}/Dockerfile`);
}

/** Bundles an entry into a file of its own and chunks that are loaded when an import asks for them. */
async function bundleSplit(entryPoints, out, external) {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints,
    outdir: out,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/[name]-[hash]',
    external,
    metafile: true,
    write: false,
  });
  await mkdir(`${out}/chunks`, { recursive: true });
  await Promise.all(outputFiles.map(async ({ path, text }) => writeFile(path, await asCommonJs(text))));
  return { metafile };
}

/** Only ES modules are split, and only CommonJS can be run from code that was compiled before. */
async function asCommonJs(text) {
  const { code } = await transform(text, {
    ...{ platform: 'node', target: COMMON.target, minify: true, format: 'cjs' },
    supported: { 'dynamic-import': false },
  });
  return code;
}

/** What V8 compiles while one axon is checked and synthesized is kept for the runs of the same Node (lib/cli/code-cache.ts). */
async function keepCode(start) {
  for (const words of [['validate'], ['synth', '--stdout']]) {
    const { status, stderr } = spawnSync(process.execPath, [start, ...words, 'apps/digits/axon.yaml'], {
      env: { ...process.env, MYELIN_KEEP_CODE: '1' },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the bundle cannot ${words[0]} an axon: ${stderr}`);
  }
}
