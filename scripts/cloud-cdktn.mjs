// Proves that the way out of cdktf is open: the stacks, as they are built, under `cdktn`, which goes on where cdktf was archived.
// What both write is compared; it may differ in the version that wrote it alone.
//
//   npm run build && node scripts/cloud-cdktn.mjs
//
// cdktn is installed into a folder that is removed; a hook has every `require('cdktf')` find it there, those of the bindings too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const VERSION = '0.24.0';
/** Azure and Google are asked nothing, so that any tenant and project do. */
const PLACE = [
  ...['--tenant', '00000000-0000-0000-0000-000000000000'],
  ...['--project', 'my-project', '--project-number', '123456789012'],
];
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'myelin-cdktn-'));

const HOOK = `
const Module = require('node:module');
const { resolve } = require('node:path');
const find = Module._resolveFilename;
const here = { cdktf: ${JSON.stringify(join(folder, 'node_modules/cdktf'))}, constructs: ${JSON.stringify(join(root, 'node_modules/constructs'))} };
Module._resolveFilename = function (request, ...rest) {
  const [name] = request.split('/');
  const moved = here[name];
  return find.call(this, moved === undefined ? request : moved + request.slice(name.length), ...rest);
};
`;

/** The stacks by name, as they were written, without what says by which version. */
function stacksOf(out, flags) {
  execFileSync(process.execPath, [...flags, join(root, 'build/cloud/main.js'), ...PLACE, '--out', join(folder, out)], {
    cwd: root,
  });
  const stacks = join(folder, out, 'stacks');
  return Object.fromEntries(
    readdirSync(stacks).map((name) => {
      const { '//': _, ...stack } = JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8'));
      return [name, stack];
    }),
  );
}

try {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { cdktf: `npm:cdktn@${VERSION}` } }),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'], {
    cwd: folder,
    stdio: 'pipe',
  });
  const { name, version } = JSON.parse(readFileSync(join(folder, 'node_modules/cdktf/package.json'), 'utf8'));
  writeFileSync(join(folder, 'hook.cjs'), HOOK);
  const before = stacksOf('cdktf', []);
  const after = stacksOf('cdktn', ['--require', join(folder, 'hook.cjs')]);
  const differing = Object.keys({ ...before, ...after }).filter(
    (stack) => !isDeepStrictEqual(before[stack], after[stack]),
  );
  console.log(
    `${name} ${version}: ${Object.keys(after).length} stacks, ${differing.length} differ${differing.length > 0 ? `: ${differing.join(', ')}` : ''}`,
  );
  process.exitCode = differing.length > 0 || Object.keys(after).length === 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
