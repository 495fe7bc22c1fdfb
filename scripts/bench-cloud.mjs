// Stacks of clouds: a cold process that loads the bindings and synthesizes, beside one that loads the same provider through the
// root of its package. In turns within one run.
//
//   npm run build && npm run bench:cloud -- --rounds 5
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const place = process.argv.indexOf('--rounds');
const rounds = place === -1 ? 5 : Number(process.argv[place + 1]);
const PROVIDERS = { eks: 'aws', aks: 'azurerm', gke: 'google' };
const clouds = Object.keys(PROVIDERS).filter((cloud) => existsSync(join(root, 'build/cloud', cloud, 'index.js')));
const out = mkdtempSync(join(tmpdir(), 'myelin-bench-cloud-'));

// With `-e` there is no program in `process.argv`, whose place the app leaves out.
const synth = (cloud) =>
  `process.argv.push('main.js', ${JSON.stringify(cloud)}, '--tenant', '00000000-0000-0000-0000-000000000000', '--project', 'my-project', '--project-number', '123456789012', '--out', ${JSON.stringify(out)}); require('./build/cloud/main.js');`;
const processes = [
  ['node -e 0', '0', undefined],
  ...clouds.flatMap((cloud) => [
    [`${cloud}: import and synth`, synth(cloud), cloud],
    [
      `${cloud}: by the root import`,
      `require('@cdktf/provider-${PROVIDERS[cloud]}').vpc ?? 0; for (const k of Object.keys(require('@cdktf/provider-${PROVIDERS[cloud]}'))) require('@cdktf/provider-${PROVIDERS[cloud]}')[k]; ${synth(cloud)}`,
    ],
  ]),
];

/** Peak memory is what the process itself was told when it ended. */
const REPORT = "process.on('exit', () => process.stderr.write('RSS ' + process.resourceUsage().maxRSS + '\\n'));";

const samples = new Map(processes.map(([name]) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, program, cloud] of processes) {
    const began = process.hrtime.bigint();
    const ended = spawnSync(process.execPath, ['-e', REPORT + program], { cwd: root, encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status}: ${ended.stderr}`);
    const written = ended.stdout.split('\n').filter((line) => line !== '');
    if (
      cloud !== undefined &&
      !(written.length > 0 && written.every((line) => line.startsWith(`${out}/stacks/${cloud}`)))
    ) {
      throw new Error(`${name} is to write the stacks of ${cloud} and no other, and wrote ${written.join(', ')}`);
    }
    const took = Number(process.hrtime.bigint() - began) / 1e6;
    const rss = Number(/RSS (\d+)/.exec(ended.stderr)?.[1]) / 1024;
    samples.get(name).push({ took, rss });
  }
}
rmSync(out, { recursive: true, force: true });

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
console.log('| process | median | best | peak memory |\n| --- | ---: | ---: | ---: |');
for (const [name, found] of samples) {
  const times = found.map(({ took }) => took);
  console.log(
    `| \`${name}\` | ${Math.round(median([...times]))} ms | ${Math.round(Math.min(...times))} ms | ${Math.round(median(found.map(({ rss }) => rss)))} MB |`,
  );
}
