import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TerraformJson } from './synth';

/**
 * Where plugins of providers lie, laid out as a mirror of Terraform; without, they come from the registry. A run of these tests
 * without Terraform fails: it has proved nothing.
 */
const PLUGINS = process.env['MYELIN_TF_PLUGINS'];
const PROGRAM = process.env['MYELIN_TERRAFORM'] ?? 'terraform';

/** A stack in a folder of its own, where Terraform works on it. */
export class TerraformFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'myelin-terraform-'));
  private readonly config = join(this.path, '.terraformrc');

  public constructor(stack: TerraformJson, files: Readonly<Record<string, unknown>> = {}) {
    const mirror =
      PLUGINS === undefined || !existsSync(PLUGINS)
        ? ''
        : `provider_installation {\n  filesystem_mirror {\n    path = "${PLUGINS}"\n    include = ["registry.terraform.io/*/*"]\n  }\n}\n`;
    writeFileSync(this.config, `disable_checkpoint = true\n${mirror}`);
    const terraform = { ...(stack['terraform'] as object), backend: { local: { path: 'terraform.tfstate' } } };
    this.write('cdk.tf.json', { ...stack, terraform });
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  public write(name: string, content: unknown): void {
    mkdirSync(join(this.path, name, '..'), { recursive: true });
    writeFileSync(join(this.path, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  /** What Terraform wrote; throws with it where Terraform says no. */
  public run(...words: readonly string[]): string {
    const ended = spawnSync(PROGRAM, words, {
      cwd: this.path,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, TF_CLI_CONFIG_FILE: this.config, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
    });
    if (ended.error !== undefined) throw new Error(`${PROGRAM} cannot be started: ${ended.error.message}`);
    if (ended.status === 0) return ended.stdout;
    throw new Error(`terraform ${words.join(' ')} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
