// The runtime with all of its hands and up to a thousand axons, on a clock of its own, against the API server in memory of
// the tests: what it costs as axons and task runs grow. Virtual time says what the limits of the runtime make of a load,
// processor time (without that of the server in memory) what it costs to work it off.
//
//   npm run bench:scale                    10, 100 and 1,000 axons
//   npm run bench:scale -- --axons 100     one of them
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Axons, task runs, and events in a second: as many as leave each run the time to end. */
const SIZES = [
  [10, 100, 0.03],
  [100, 1000, 0.2],
  [1000, 10_000, 0.2],
];
const place = process.argv.indexOf('--axons');
const only = place === -1 ? undefined : Number(process.argv[place + 1]);
const sizes = SIZES.filter(([axons]) => only === undefined || axons === only);
if (sizes.length === 0) throw new Error(`--axons is 10, 100 or 1000, got ${process.argv[place + 1]}`);

const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'));
try {
  const outfile = join(folder, 'measure.cjs');
  const entryPoints = [join(import.meta.dirname, '../test/runtime/scale/measure.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20.19', external: ['libsql'] });
  const results = sizes.map((size) => measure(outfile, size));
  for (const [what, of] of ROWS()) {
    process.stdout.write(`| ${[what, ...results.map((result) => of(result))].join(' | ')} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function measure(file, size) {
  const words = ['--expose-gc', '--max-old-space-size=5000', file, ...size.map(String)];
  const { status, stdout } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`the simulation of ${size[0]} axons ended with ${status}`);
  return JSON.parse(stdout);
}

function ROWS() {
  const number = (value, digits = 0) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  /** Without the runs of the burst. */
  const runs = ({ eventToJob }) => 2 * eventToJob.count;
  const per = (of) => (result) => number(of(result) / runs(result), 1);
  const seconds = (milliseconds) => `${number(milliseconds / 1000, 1)} s`;
  const megabytes = (bytes) => `${number(bytes / 1e6, 1)} MB`;
  const kilobytes = (bytes) => `${number(bytes / 1e3, 1)} kB`;
  return [
    ['axons', ({ axons }) => number(axons)],
    ['---', () => '---:'],
    ['task runs', (result) => number(runs(result))],
    ['calls of the API server per task run', per(({ load }) => total(load.asked.calls))],
    ['of them journal', per(({ load }) => load.asked.calls['create ConfigMap'])],
    ['of them Events', per(({ load }) => load.asked.calls['create Event'])],
    [
      'of them sweeps of stores',
      per(({ load, eventToJob }) => 3 * (load.asked.calls['create Job'] - 2 * eventToJob.count)),
    ],
    ['bytes written per task run', (result) => kilobytes(total(result.load.asked.bytes) / runs(result))],
    ['processor time per task run', (result) => `${number(result.load.cpu / runs(result), 1)} ms`],
    ['event to Job, spread, p50 / p99', ({ eventToJob: { p50, p99 } }) => `${seconds(p50)} / ${seconds(p99)}`],
    ['event to Job, one in every axon at once', ({ burstToJob: { p50, p99 } }) => `${seconds(p50)} / ${seconds(p99)}`],
    ['first opening of all loops', ({ open }) => `${seconds(1000 * open.seconds)}, ${number(open.cpu)} ms`],
    ['opening after a restart', ({ reopen }) => `${seconds(1000 * reopen.seconds)}, ${number(reopen.cpu)} ms`],
    ['ConfigMaps looked at for it', ({ reopen }) => number(reopen.asked.scanned)],
    ['an idle hour, processor time', ({ idle }) => `${number(idle.cpu)} ms`],
    ['heap, nothing has run', ({ memory }) => megabytes(memory.quiet)],
    ['heap, all have run', ({ memory }) => megabytes(memory.busy)],
    ['segments of the journal per axon', ({ kept, axons }) => number(kept.journal.count / axons, 1)],
    [
      'bytes of its ConfigMaps per axon',
      ({ kept, axons }) => kilobytes((kept.journal.bytes + kept.specs.bytes) / axons),
    ],
  ];
}
