// Makes build/: the library and its declarations by tsc, the command line and what goes into images by esbuild, and the JSON
// schema.
//
//   node scripts/build.mjs                 all of it, anew
//   node scripts/build.mjs --if-changed    nothing, if build/ was made from the very sources that are here
//
// Types are not checked here (npm run typecheck does), which halves the time. The second form is for `prepare`: the first
// `npx myelin` in a clone runs it once more, although `npm ci` has just built everything.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleCommandLine, bundleImage } from './bundle.mjs';
import { plainDeclarations } from './plain-declarations.mjs';

const SOURCES = ['apps', 'cloud', 'image', 'imports', 'lib', 'package-lock.json', 'package.json', 'scripts'];
const STAMP = 'build/.sources';

process.chdir(join(import.meta.dirname, '..'));

/** Of every file that has a part in build/, names included. */
async function hashOfSources() {
  const files = [];
  for (const source of SOURCES) {
    const entries = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) files.push(source);
    else for (const entry of entries) if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  files.push('tsconfig.json', 'tsconfig.build.json');
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

async function compileLibrary() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const ended = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  const code = await new Promise((resolve) => ended.once('close', resolve));
  if (code !== 0) throw new Error(`tsc -p tsconfig.build.json ended with ${code}`);
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  await plainDeclarations(Object.values(exports).flatMap(({ types }) => types ?? []));
}

async function writeSchema() {
  const { axonJsonSchema } = createRequire(import.meta.url)('../build/lib/spec/json-schema.js');
  await writeFile('build/schema.json', `${JSON.stringify(axonJsonSchema(), null, 2)}\n`);
}

/** npm links a package's programs for those who depend on it, not for its own scripts. */
async function linkProgram() {
  await mkdir('node_modules/.bin', { recursive: true });
  await rm('node_modules/.bin/myelin', { force: true });
  await symlink('../../build/bin/myelin.cjs', 'node_modules/.bin/myelin');
}

const sources = await hashOfSources();
const built = await readFile(STAMP, 'utf8').catch(() => undefined);
if (!process.argv.includes('--if-changed') || built !== sources) {
  await rm('build', { recursive: true, force: true });
  await Promise.all([compileLibrary(), bundleCommandLine('build/bin'), bundleImage('runtime', 'build/image')]);
  await cp('cloud/helm/objects-chart', 'build/cloud/helm/objects-chart', { recursive: true });
  await writeSchema();
  await writeFile(STAMP, sources);
}
await linkProgram();
