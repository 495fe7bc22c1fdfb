// Leaves cdktf: writes the stacks as HCL that Terraform formats and validates, and that people go on with by hand.
//
//   npm run cloud:hcl -- [eks|aks|gke]... [--profile dev] [--out cdktf.hcl]
//
// Other options are those of `npm run cloud:synth`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const words = process.argv.slice(2);
const { values, tokens } = parseArgs({
  args: words,
  strict: false,
  tokens: true,
  options: { out: { type: 'string', default: 'cdktf.hcl' } },
});
const out = resolve(String(values.out));
const taken = tokens.flatMap((token) => {
  if (token.kind !== 'option' || token.name !== 'out') return [];
  return token.inlineValue ? [token.index] : [token.index, token.index + 1];
});
const asked = words.filter((_, index) => !taken.includes(index));

/** What writes HCL leaves the quotes of a document of JSON as they are where a reference is within it. */
function escaped(hcl) {
  return hcl.replace(/"(\{"[^\n]*\})"(?=,?$)/gm, (_, json) => {
    const parts = json.split(/(\$\{[^}]*\})/);
    return `"${parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/(?<!\\)"/g, '\\"'))).join('')}"`;
  });
}

/** What writes HCL takes the arguments of Helm's provider that have members for blocks, which they are not from version 3 on. */
function withoutBlocksOfHelm(hcl) {
  return hcl.replace(/^provider "helm" \{$[^]*?^\}$/m, (provider) =>
    provider.replaceAll(/^(\s*)(kubernetes|exec) \{$/gm, '$1$2 = {'),
  );
}

function run(program, args, cwd, environment = {}) {
  const ended = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...environment } });
  if (ended.error !== undefined) throw new Error(`${program} cannot be started: ${ended.error.message}`);
  if (ended.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

process.stdout.write(
  run(process.execPath, ['build/cloud/main.js', ...asked, '--out', out], root, { SYNTH_HCL_OUTPUT: 'true' }),
);
if (words.includes('--help')) process.exit();
const stacks = join(out, 'stacks');
for (const name of readdirSync(stacks)) {
  const file = join(stacks, name, 'cdk.tf');
  writeFileSync(file, withoutBlocksOfHelm(escaped(readFileSync(file, 'utf8'))));
  run('terraform', ['fmt'], join(stacks, name));
}
