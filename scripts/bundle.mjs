// Bundles the command line: one chunk per command, loaded when the command runs. The native database stays outside the
// bundle, and so does whatever shares classes with a user's own TypeScript (constructs must exist once).
import { build } from 'esbuild';
import { chmod, rm } from 'node:fs/promises';

const out = 'dist/bin';
await rm(out, { recursive: true, force: true });
await build({
  entryPoints: { myelin: 'lib/cli/main.ts' },
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
  minifySyntax: true,
  logLevel: 'warning',
});
await chmod(`${out}/myelin.mjs`, 0o755);
