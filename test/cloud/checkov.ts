import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A check that says no, and the resource that it says it of. */
export interface Finding {
  readonly check: string;
  readonly resource: string;
}

/** What checkov has against a stack; a run without checkov fails, since it has proved nothing. */
export function checkov(folder: string): readonly Finding[] {
  const scanners = process.env['MYELIN_SCANNERS'] ?? '';
  const program = join(scanners, 'bin/checkov');
  if (!existsSync(program))
    throw new Error('checkov is not there: set MYELIN_SCANNERS to the folder of npm run scan -- --install');
  const words = [
    '-f',
    join(folder, 'cdk.tf.json'),
    '--framework',
    'terraform_json',
    '--skip-download',
    '--quiet',
    '-o',
    'json',
  ];
  const ended = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!/^[[{]/.test(ended.stdout)) throw new Error(`checkov ended with ${ended.status}: ${ended.stderr}`);
  const reports = [JSON.parse(ended.stdout) as unknown].flat() as readonly {
    results?: { failed_checks: readonly { check_id: string; resource: string }[] };
  }[];
  return reports.flatMap(({ results }) =>
    (results?.failed_checks ?? []).map(({ check_id: check, resource }) => ({ check, resource })),
  );
}
