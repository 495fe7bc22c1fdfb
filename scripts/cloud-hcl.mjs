// Leaves cdktf: writes the stacks as HCL that Terraform formats and validates, and that people go on with by hand.
//
//   npm run cloud:hcl -- [eks|aks|gke]... [--profile dev] [--out cdktf.hcl]
//   npm run cloud:hcl -- --check     the stacks of EKS into a folder that is removed, held against `terraform fmt` and `validate`
//
// `validate` takes the plugins of the providers; MYELIN_TF_PLUGINS is a folder of them, without it they are downloaded.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const words = process.argv.slice(2);
const check = words.includes('--check');
const out = check ? mkdtempSync(join(tmpdir(), 'myelin-hcl-')) : resolve(valueOf('--out') ?? 'cdktf.hcl');

function valueOf(option) {
  const place = words.indexOf(option);
  return place === -1 ? undefined : words[place + 1];
}

/** What writes HCL leaves the quotes of a document of JSON as they are where a reference is within it. */
function escaped(hcl) {
  return hcl.replace(/"(\{"[^\n]*\})"(?=,?$)/gm, (_, json) => {
    const parts = json.split(/(\$\{[^}]*\})/);
    return `"${parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/(?<!\\)"/g, '\\"'))).join('')}"`;
  });
}

function run(program, args, { cwd = root, env = {}, quiet = false } = {}) {
  const ended = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (ended.error !== undefined) throw new Error(`${program} cannot be started: ${ended.error.message}`);
  if (ended.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
  if (!quiet) process.stdout.write(ended.stdout);
}

try {
  const asked = check
    ? ['eks', '--provider', '>= 5.100, < 7']
    : words.filter((word, index) => word !== '--out' && words[index - 1] !== '--out');
  run(process.execPath, ['build/cloud/main.js', ...asked, '--out', out], {
    env: { SYNTH_HCL_OUTPUT: 'true' },
    quiet: check,
  });
  const stacks = join(out, 'stacks');
  for (const name of readdirSync(stacks)) {
    const file = join(stacks, name, 'cdk.tf');
    writeFileSync(file, escaped(readFileSync(file, 'utf8')));
    run('terraform', ['fmt'], { cwd: join(stacks, name), quiet: true });
  }
  if (check) {
    // The plugin of Helm is not everywhere; the stack of the cluster is the one that is validated.
    const config = join(out, 'terraformrc');
    const plugins = process.env.MYELIN_TF_PLUGINS;
    const mirror =
      plugins === undefined
        ? ''
        : `provider_installation {\n  filesystem_mirror {\n    path = "${plugins}"\n    include = ["registry.terraform.io/*/*"]\n  }\n}\n`;
    writeFileSync(config, `disable_checkpoint = true\n${mirror}`);
    const env = { TF_CLI_CONFIG_FILE: config };
    for (const name of readdirSync(stacks))
      run('terraform', ['fmt', '-check'], { cwd: join(stacks, name), env, quiet: true });
    const cwd = join(stacks, 'eks');
    run('terraform', ['init', '-input=false', '-backend=false'], { cwd, env, quiet: true });
    run('terraform', ['validate', '-no-color'], { cwd, env });
  }
} finally {
  if (check) rmSync(out, { recursive: true, force: true });
}
