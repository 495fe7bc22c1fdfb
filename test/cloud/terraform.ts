import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TerraformJson } from './synth';

/**
 * Where plugins of providers lie, laid out as a mirror of Terraform; without, they come from the registry. A run of these tests
 * without Terraform fails: it has proved nothing.
 */
const PLUGINS = process.env['MYELIN_TF_PLUGINS'];
const PROGRAM = process.env['MYELIN_TERRAFORM'] ?? 'terraform';

/** Terraform in a folder. */
export class Terraform {
  private readonly config: string;

  /** @param environment what Terraform finds providers by that run already */
  public constructor(
    public readonly path: string,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    this.config = join(path, '.terraformrc');
    const mirror =
      PLUGINS === undefined || !existsSync(PLUGINS)
        ? ''
        : `provider_installation {\n  filesystem_mirror {\n    path = "${PLUGINS}"\n    include = ["registry.terraform.io/*/*"]\n  }\n}\n`;
    writeFileSync(this.config, `disable_checkpoint = true\n${mirror}`);
  }

  /** What Terraform wrote; fails with it where Terraform says no. */
  public async run(...words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.attempt(...words);
    if (status === 0) return stdout;
    throw new Error(`terraform ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  }

  /** How a command ended that may say no. Nothing blocks meanwhile: this process may be what Terraform talks to. */
  public async attempt(...words: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    const variables = { TF_CLI_CONFIG_FILE: this.config, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
    const child = spawn(PROGRAM, words, {
      cwd: this.path,
      env: { ...process.env, ...variables, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.on('error', (fault) => reject(new Error(`${PROGRAM} cannot be started: ${fault.message}`)));
      child.on('close', (status) => resolve(status ?? -1));
    });
    const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr };
  }
}

/** A stack in a folder of its own, where Terraform works on it. */
export class TerraformFolder extends Terraform {
  public constructor(stack: TerraformJson, environment: Readonly<Record<string, string>> = {}) {
    super(mkdtempSync(join(tmpdir(), 'myelin-terraform-')), environment);
    this.writeStack(stack);
  }

  /** Puts the stack in place of the one before; its state stays. */
  public writeStack(stack: TerraformJson): void {
    const terraform = { ...(stack['terraform'] as object), backend: { local: { path: 'terraform.tfstate' } } };
    this.write('cdk.tf.json', { ...stack, terraform });
  }

  public write(name: string, content: unknown): void {
    mkdirSync(join(this.path, name, '..'), { recursive: true });
    writeFileSync(join(this.path, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
