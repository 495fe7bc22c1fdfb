// Has every scanner of Kubernetes manifests look at every app, and at the installation of the runtime.
//
//   npm run scan                         with the scanners of the folder MYELIN_SCANNERS, else those on PATH
//   npm run scan -- --install FOLDER     installs them there first (Go and Python, a minute or two)
//
// Prints the findings and the matrix of tools and apps; a tool that is not there is named as absent. Ends with 1 when there
// is a finding, or nothing that could have found one. MYELIN_CORPUS names a folder of further axons.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { install } from './scan/install.mjs';
import { axonFiles, manifests, runtimeManifests } from './scan/manifests.mjs';
import { findProgram, TOOLS } from './scan/tools.mjs';

const [option, named] = process.argv.slice(2);
if (option !== undefined && (option !== '--install' || named === undefined)) {
  console.error('usage: npm run scan [-- --install FOLDER]');
  process.exit(2);
}
const { MYELIN_SCANNERS } = process.env;
const folder = named ?? MYELIN_SCANNERS;
const scanners = folder === undefined ? undefined : resolve(folder);
if (option === '--install') await install(scanners);

const work = await mkdtemp(join(tmpdir(), 'myelin-scan-'));
try {
  const axons = [await runtimeManifests(work)];
  for (const file of await axonFiles()) axons.push(await manifests(file, work));
  const rows = [];
  for (const tool of TOOLS) rows.push(await rowOf(tool, axons));
  for (const { name, cells } of rows) {
    for (const { title, findings } of cells ?? []) {
      for (const { object, check, message } of findings)
        console.log(`${name} ${title}: ${object}: ${check} ${message}`);
    }
  }
  printTable([
    ['scanner', 'version', ...axons.map(({ title }) => title)],
    ...rows.map(({ name, version, cells, absent }) => [name, version, ...(cells?.map(cellText) ?? [absent])]),
  ]);
  const present = rows.filter(({ cells }) => cells !== undefined);
  const found = present.flatMap(({ cells }) => cells.flatMap(({ findings }) => findings));
  if (present.length === 0) console.error('no scanner is there: npm run scan -- --install FOLDER');
  process.exitCode = present.length === 0 || found.length > 0 ? 1 : 0;
} finally {
  await rm(work, { recursive: true, force: true });
}

async function rowOf({ name, version, absent, scan }, axons) {
  const program = await findProgram(name, scanners);
  if (program === undefined) return { name, version, absent: `absent${absent === undefined ? '' : `, ${absent}`}` };
  const cells = [];
  for (const axon of axons) cells.push({ title: axon.title, ...(await scan(program, axon, scanners)) });
  return { name, version, cells };
}

function cellText({ findings, waived }) {
  return waived === 0 ? String(findings.length) : `${findings.length} (${waived} waived)`;
}

function printTable(rows) {
  const columns = rows[0].map((_, column) =>
    Math.max(...rows.filter((row) => row.length > 3 || column < 2).map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(columns[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
