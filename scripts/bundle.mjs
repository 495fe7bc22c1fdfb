// Bundles the command line: one chunk per command, loaded when the command runs. The native database stays outside the
// bundle, and so does whatever shares classes with a user's own TypeScript (constructs must exist once).
import { build } from 'esbuild';
import { chmod, symlink, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const out = 'build/bin';
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

const { axonJsonSchema } = createRequire(import.meta.url)('../build/lib/spec/json-schema.js');
await writeFile('build/schema.json', `${JSON.stringify(axonJsonSchema(), null, 2)}\n`);

// A package's own programs are not linked into its own node_modules; `npx myelin` in a clone looks there first.
await mkdir('node_modules/.bin', { recursive: true });
await rm('node_modules/.bin/myelin', { force: true });
await symlink(`../../${out}/myelin.mjs`, 'node_modules/.bin/myelin');
