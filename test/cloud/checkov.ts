import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TerraformJson } from './synth';

/** A check that says no, and the stack and resource that it says it of. */
export interface Finding {
  readonly stack: string;
  readonly check: string;
  readonly resource: string;
}

/** What checkov has against stacks, by their names; a run without checkov fails, since it has proved nothing. */
export function checkov(stacks: Readonly<Record<string, TerraformJson>>): readonly Finding[] {
  const program = join(process.env['MYELIN_SCANNERS'] ?? '', 'bin/checkov');
  if (!existsSync(program))
    throw new Error('checkov is not there: set MYELIN_SCANNERS to the folder of npm run scan -- --install');
  const folder = mkdtempSync(join(tmpdir(), 'myelin-checkov-'));
  try {
    const files = Object.entries(stacks).flatMap(([name, stack]) => {
      mkdirSync(join(folder, name));
      const file = join(folder, name, 'cdk.tf.json');
      // As it is written by a stack: what checkov sees depends on the lines.
      writeFileSync(file, JSON.stringify(stack, null, 2));
      return ['-f', file];
    });
    const words = [...files, '--framework', 'terraform_json', '--skip-download', '--quiet', '-o', 'json'];
    const ended = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (!/^[[{]/.test(ended.stdout)) throw new Error(`checkov ended with ${ended.status}: ${ended.stderr}`);
    return findingsOf(ended.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly results?: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_abs_path: string;
    }[];
  };
}

function findingsOf(output: string): readonly Finding[] {
  const reports = [JSON.parse(output) as unknown].flat() as readonly Report[];
  return reports.flatMap(({ results }) =>
    (results?.failed_checks ?? []).map(({ check_id: check, resource, file_abs_path: file }) => ({
      stack: basename(dirname(file)),
      check,
      resource,
    })),
  );
}
