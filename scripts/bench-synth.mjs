// Synthesis: cold `myelin synth` beside what else makes the same objects, in turns within one run. The objects are those of
// copies of one axon; each peer gets them in the form in which it is quickest, and its output is compared as parsed objects.
//
//   npm run bench:synth                       1, 100, 1,000 and 10,000 objects, 5 rounds
//   npm run bench:synth -- --rounds 3 --sizes 1,100
//
// The axons are copies of apps/digits, built (there is an image lock), 25 in a file and a chart for each file. Peers: a chart
// of cdk8s with every object written out, by `cdk8s synth` and run by itself; `kubectl kustomize`; `jsonnet`. One that is
// absent is named. Files of cdk8s are compared object by object too.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..');
const program = join(root, 'build/bin/myelin.cjs');
const source = readFileSync(join(root, 'apps/digits/axon.yaml'), 'utf8');
const rounds = option('--rounds', '5').map(Number)[0];
const sizes = option('--sizes', '1,100,1000,10000').map(Number);
/** As few objects as an axon can have. */
const EMPTY = 'apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: digits}\nspec: {}\n';
/** Beyond this jsonnet takes minutes for each round. */
const JSONNET_LIMIT = 1000;

function option(name, preset) {
  const place = process.argv.indexOf(name);
  return (place === -1 ? preset : process.argv[place + 1]).split(',');
}

function run(words, env = {}, cwd = undefined) {
  const began = process.hrtime.bigint();
  const ended = spawnSync(words[0], words.slice(1), {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    cwd,
    env: { ...process.env, ...env },
  });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (ended.error?.code === 'ENOENT') return undefined;
  if (ended.status !== 0) throw new Error(`${words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return { took, stdout: ended.stdout };
}

/** Axons whose objects are about as many as asked for, in texts that are not too long to be read. */
function axonsOf(size, perAxon) {
  const axons = Array.from({ length: Math.max(1, Math.round(size / perAxon)) }, (_, index) =>
    source.replace('name: digits', `name: digits-${index}`),
  );
  const texts = [];
  while (axons.length > 0) texts.push(axons.splice(0, 25).join('\n---\n'));
  return texts;
}

/** What is pinned is not told of as unbuilt. */
function writeLock(folder) {
  const names = [...source.matchAll(/repositoryName: (\S+)/g)].map(([, name]) => name);
  const image = (name) => ({ image: `registry.example.com/${name}@sha256:${'a'.repeat(64)}`, source: 'bench' });
  const images = Object.fromEntries(names.map((name) => [name, image(name)]));
  writeFileSync(join(folder, 'axon.lock.json'), JSON.stringify({ version: 1, images }));
}

function objectsOf(text) {
  const documents = text.startsWith('[')
    ? JSON.parse(text)
    : text
        .split(/^---$/m)
        .filter((one) => one.trim() !== '')
        .map((one) => parseAllDocuments(one)[0].toJS());
  return new Map(documents.map((one) => [`${one.kind} ${one.metadata.namespace ?? ''}/${one.metadata.name}`, one]));
}

/** Files of every peer in a folder, and the command lines that read them. */
function prepare(folder, axons, objects) {
  const all = JSON.stringify([...objects.values()]);
  const chart = join(folder, 'chart.cjs');
  const literal = [...objects.values()]
    .map((one, index) => `new ApiObject(chart, 'o${index}', ${JSON.stringify(one)});`)
    .join('\n');
  const library = join(root, 'node_modules/cdk8s');
  writeFileSync(
    chart,
    `const { App, Chart, ApiObject } = require(${JSON.stringify(library)});\nconst app = new App();\nconst chart = new Chart(app, 'chart');\n${literal}\nif (process.env.CDK8S_OUTDIR) app.synth();\nelse process.stdout.write(app.synthYaml());\n`,
  );
  mkdirSync(join(folder, 'kustomize'));
  writeFileSync(
    join(folder, 'kustomize/objects.yaml'),
    [...objects.values()].map((one) => JSON.stringify(one)).join('\n---\n'),
  );
  writeFileSync(join(folder, 'kustomize/kustomization.yaml'), 'resources: [objects.yaml]\n');
  mkdirSync(join(folder, 'cdk8s'));
  writeFileSync(join(folder, 'cdk8s/cdk8s.yaml'), 'language: typescript\n');
  writeFileSync(join(folder, 'objects.jsonnet'), all);
  return {
    myelin: [process.execPath, program, 'synth', ...axons, '--stdout'],
    'cdk8s synth': [
      process.execPath,
      join(root, 'node_modules/cdk8s-cli/bin/cdk8s'),
      'synth',
      '--no-check-upgrade',
      '--stdout',
      '--app',
      `node ${chart}`,
    ],
    'cdk8s, the chart alone': [process.execPath, chart],
    'kubectl kustomize': ['kubectl', 'kustomize', join(folder, 'kustomize')],
    ...(objects.size > JSONNET_LIMIT ? {} : { jsonnet: ['jsonnet', join(folder, 'objects.jsonnet')] }),
  };
}

/** Peak memory of a Node program in MB, told by itself when it exits. */
function peakMemory(folder, words) {
  const told = join(folder, 'memory');
  const hook = join(folder, 'memory.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)));\n`,
  );
  run(words, { NODE_OPTIONS: `--require=${hook}` });
  return Number(readFileSync(told, 'utf8')) / 1024;
}

function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const perAxon = objectsOf(
  run([process.execPath, program, 'synth', join(root, 'apps/digits/axon.yaml'), '--stdout']).stdout,
).size;

console.log(
  `Node ${process.version}, ${cpus().length} processors, ${rounds} rounds, ${perAxon} objects for each axon\n`,
);
console.log('| objects | tool | median | best | times Myelin | peak memory |');
console.log('|--:|---|--:|--:|--:|--:|');
for (const size of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  writeLock(folder);
  // Folders and Dockerfiles that are not there would be told, each with its place in the text.
  cpSync(join(root, 'apps/digits/src'), join(folder, 'src'), { recursive: true });
  const texts = size === 1 ? [EMPTY] : axonsOf(size, perAxon);
  const axons = texts.map((text, index) => {
    writeFileSync(join(folder, `axons-${index}.yaml`), text);
    return join(folder, `axons-${index}.yaml`);
  });
  const wanted = objectsOf(run([process.execPath, program, 'synth', ...axons, '--stdout']).stdout);
  const commands = prepare(folder, axons, wanted);
  const times = new Map(Object.keys(commands).map((tool) => [tool, []]));
  for (const [tool, words] of Object.entries(commands)) {
    const answer = run(words);
    if (answer === undefined) times.delete(tool);
    else if (!isDeepStrictEqual(objectsOf(answer.stdout), wanted))
      throw new Error(`${tool} gave other objects, see ${folder}`);
  }
  for (let round = 0; round < rounds; round++) for (const [tool, taken] of times) taken.push(run(commands[tool]).took);
  const ours = median(times.get('myelin'));
  for (const tool of Object.keys(commands)) {
    const taken = times.get(tool);
    const memory = ['myelin', 'cdk8s, the chart alone'].includes(tool)
      ? `${peakMemory(folder, commands[tool]).toFixed(0)} MB`
      : '';
    if (taken === undefined) console.log(`| ${wanted.size} | ${tool} | absent | | | |`);
    else
      console.log(
        `| ${wanted.size} | ${tool} | ${median(taken).toFixed(0)} ms | ${Math.min(...taken).toFixed(0)} ms | ${(median(taken) / ours).toFixed(2)} | ${memory} |`,
      );
  }
  rmSync(folder, { recursive: true, force: true });
}
