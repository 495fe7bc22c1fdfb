// Startup of the command line: cold processes, beside `node -e 0` in the same run, taking turns so that whatever else the
// machine does falls on all of them alike. Prints medians, and ratios to bare Node.
//
//   npm run bench:startup                  25 rounds with the build that is there
//   npm run bench:startup -- --rounds 5
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const program = join(root, 'build/bin/myelin.cjs');
const axon = join(root, 'test/fixtures/bench/three-hundred-lines.yaml');
const place = process.argv.indexOf('--rounds');
const rounds = place === -1 ? 25 : Number(process.argv[place + 1]);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number, got ${process.argv[place + 1]}`);
if (!existsSync(program)) throw new Error(`${program} is absent; run npm run build`);

const CASES = [
  ['node -e 0', ['-e', '0']],
  ['myelin --help', [program, '--help']],
  ['myelin --version', [program, '--version']],
  ['myelin validate (300 lines)', [program, 'validate', axon]],
].map(([name, words]) => ({ name, words, times: [] }));

/** Milliseconds from the start of a process to its end. */
function once({ name, words }) {
  const began = process.hrtime.bigint();
  const ended = spawnSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status}: ${ended.stderr}`);
  return took;
}

function quantile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

// The first round fills the caches of the file system and does not count.
for (const one of CASES) once(one);
for (let round = 0; round < rounds; round++) for (const one of CASES) one.times.push(once(one));

const bare = quantile(CASES[0].times, 0.5);
console.log(`Node ${process.version}, ${cpus().length} processors, ${rounds} rounds\n`);
console.log('| process | median | best | times bare Node |');
console.log('|---|--:|--:|--:|');
for (const { name, times } of CASES) {
  const median = quantile(times, 0.5);
  console.log(
    `| \`${name}\` | ${median.toFixed(0)} ms | ${Math.min(...times).toFixed(0)} ms | ${(median / bare).toFixed(2)} |`,
  );
}
