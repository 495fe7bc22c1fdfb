import { build } from 'esbuild';
import { chmod } from 'node:fs/promises';

/**
 * Bundles the command line into the folder `out`: one chunk per command, loaded when the command runs. The native
 * database stays outside the bundle, and so does whatever shares classes with a user's own TypeScript (constructs must
 * exist once).
 */
export async function bundleCommandLine(out) {
  await build({
    entryPoints: { myelin: 'lib/cli/bin.ts' },
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    external: ['libsql', 'cdk8s', 'cdk8s-plus-28', 'constructs'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    minify: true,
    logLevel: 'warning',
  });
  await chmod(`${out}/myelin.mjs`, 0o755);
}
