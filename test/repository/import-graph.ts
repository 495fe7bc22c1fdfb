import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** An import that a rule forbids. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

interface CruiseResult {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { rule: { name: string }; from: string; to: string }[];
  };
}

const repository = resolve(__dirname, '../..');
const cruiser = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Reads the import graph of `folders` below `root` and holds it against the rules of this repository. */
export function cruise(
  root: string,
  folders: readonly string[],
): { modules: number; violations: readonly Violation[] } {
  const config = join(repository, '.dependency-cruiser.cjs');
  const words = ['--config', config, '--output-type', 'json', ...folders];
  const ended = spawnSync(process.execPath, [cruiser, ...words], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!ended.stdout.startsWith('{')) throw new Error(`dependency-cruiser ended with ${ended.status}: ${ended.stderr}`);
  const { summary } = JSON.parse(ended.stdout) as CruiseResult;
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { modules: summary.totalCruised, violations };
}
