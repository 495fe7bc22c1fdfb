// The runtime in a cluster: from an event to its Job beside `kubectl create job` of the same work, in turns within one run; from
// the end of a Job to the next one; a burst of events; memory with runs that have ended and with active ones, requests, recovery.
//
//   MYELIN_RUNTIME_IMAGE=... MYELIN_TASK_IMAGE=... npm run bench:runtime
//   ... npm run bench:runtime -- --rounds 20 --events 1000 --runs 1000
//   ... npm run bench:runtime -- --parts latency,recovery
//
// It works in whatever cluster KUBECONFIG names, in a namespace of its own that it deletes. The image of the task needs `true`.
// For recovery it kills and stops the runtime's process, which takes nodes whose processes are in sight.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AXON, bareJob } from './bench-runtime/bench-axon.mjs';
import { countingProxy } from './bench-runtime/counting-proxy.mjs';
import { writeRuns } from './bench-runtime/lived-journal.mjs';
import { recovery } from './bench-runtime/recovery.mjs';

const root = join(import.meta.dirname, '..');
if (!existsSync(join(root, 'build/lib'))) throw new Error('build/lib is absent; run npm run build');
const library = createRequire(join(root, 'build/lib/index.js'));
const { KUBECONFIG, MYELIN_RUNTIME_IMAGE: runtimeImage, MYELIN_TASK_IMAGE: taskImage } = process.env;
for (const [name, value] of Object.entries({
  KUBECONFIG,
  MYELIN_RUNTIME_IMAGE: runtimeImage,
  MYELIN_TASK_IMAGE: taskImage,
}))
  if (value === undefined) throw new Error(`${name} is not set`);

const namespace = `myelin-bench-${process.pid}`;
const PATIENCE = 120_000;
const now = () => performance.now();

function option(name, preset) {
  const place = process.argv.indexOf(name);
  const value = place === -1 ? preset : Number(process.argv[place + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} takes a whole number`);
  return value;
}

const rounds = option('--rounds', 60);
const events = option('--events', 1000);
const runs = option('--runs', 1000);

const PARTS = ['latency', 'burst', 'memory', 'recovery', 'requests', 'active'];
const given = process.argv.indexOf('--parts');
const parts = new Set(given === -1 ? PARTS : process.argv[given + 1].split(','));
for (const part of parts) if (!PARTS.includes(part)) throw new Error(`--parts takes some of ${PARTS}, got ${part}`);

function run(file, words, input) {
  return new Promise((done, fail) => {
    const child = execFile(file, words, { maxBuffer: 2 ** 30 }, (fault, stdout, stderr) =>
      fault === null ? done(stdout) : fail(new Error(`${file} ${words.join(' ')}: ${stderr}`)),
    );
    if (input !== undefined) child.stdin.end(input);
  });
}

const kubectl = (words, input) => run('kubectl', ['-n', namespace, ...words], input);
const myelin = (words, input) => run(process.execPath, [join(root, 'build/bin/myelin.cjs'), ...words], input);
async function apply(items) {
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

/** With no processor asked for: a node that others keep busy has none left to promise but what the runtime is installed with. */
function asksForNone(objects) {
  const none = (key, value) => (key === 'requests' && value.cpu ? { ...value, cpu: '0' } : value);
  return JSON.parse(JSON.stringify(objects), none);
}

/** Where the API server answers, as policies see it. */
async function apiServer() {
  const words = ['get', 'endpointslices', '-n', 'default', '-l', 'kubernetes.io/service-name=kubernetes', '-o', 'json'];
  const { items } = JSON.parse(await run('kubectl', words));
  const ports = [443, ...items.flatMap(({ ports: open }) => open.map(({ port }) => port))];
  return ['0.0.0.0/0', '::/0'].map((cidr) => ({ cidr, ports }));
}

async function until(what, question, patience = PATIENCE) {
  for (const end = now() + patience; ; await sleep(20)) {
    const answer = await question();
    if (answer !== undefined && answer !== false) return answer;
    if (now() > end) throw new Error(`${what}: not within ${patience} ms`);
  }
}

/** The port of the runtime for callers, by \`kubectl port-forward\`, over one kept connection. */
async function callers() {
  const child = spawn('kubectl', ['-n', namespace, 'port-forward', 'service/myelin-runtime', ':8080'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await Promise.race([once(child.stdout, 'data'), sleep(15_000).then(() => ['none'])]);
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(String(line)) ?? [];
  if (port === undefined) {
    child.kill();
    throw new Error(`kubectl port-forward said ${line}`);
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const call = (sensor, id) => {
    const path = `/axons/bench/triggers/${sensor}/call`;
    return new Promise((done, fail) => {
      const options = { port, path, agent, method: 'POST', headers: { 'Idempotency-Key': id } };
      const asked = request(options, (answer) => answer.resume().on('end', () => done(answer.statusCode)));
      // A connection that stood idle was closed by the other side; the same id again is the same event.
      asked.on('error', (fault) => (asked.reusedSocket ? done(call(sensor, id)) : fail(fault))).end();
    });
  };
  return {
    call,
    close() {
      agent.destroy();
      child.kill();
    },
  };
}

/** When what was first seen, by one watch for all. */
function watched(kube, kind, key) {
  const { Informer } = library('./runtime/kube/informer.js');
  const informer = new Informer({ kube, kind });
  const seen = new Map();
  informer.onChange((names) => {
    const at = now();
    for (const name of names) {
      const object = informer.get(name);
      const found = object === undefined ? undefined : key(object);
      if (found !== undefined && !seen.has(found)) seen.set(found, at);
    }
  });
  return { seen, informer };
}

const jobKey = ({ metadata }) => metadata.name;
const endKey = ({ metadata, status }) =>
  status?.phase === 'Succeeded' ? metadata.labels?.['myelin.io/attempt'] : undefined;

/** Rounds of both, in turns: what is first asked is measured until its Job is seen. */
async function latency(kube) {
  const { attemptName, runId, taskRunId } = library('./engine/id.js');
  const spans = { kubectl: [], post: [], event: [], next: [] };
  const [jobs, pods] = [watched(kube, 'Job', jobKey), watched(kube, 'Pod', endKey)];
  await Promise.all([jobs.informer.synced, pods.informer.synced]);
  const runtime = await callers();
  for (let round = -3; round < rounds; round += 1) {
    const [asked, posted] = [`asked-${round + 3}`, `posted-${round + 3}`];
    const spans_ = {};
    let began = now();
    await kubectl(['create', 'job', asked, `--image=${taskImage}`, '--', 'true']);
    spans_.kubectl = (await until(asked, () => jobs.seen.get(asked))) - began;
    began = now();
    await kube.create(bareJob(namespace, posted, taskImage));
    spans_.post = (await until(posted, () => jobs.seen.get(posted))) - began;
    const id = `round ${round}`;
    const first = taskRunId('First', runId('called', [id]), 0);
    const second = taskRunId('Second', runId('after', [`${first}:Succeeded`]), 0);
    began = now();
    const status = await runtime.call('called', id);
    if (status >= 300) throw new Error(`the trigger answered ${status}`);
    spans_.event = (await until('First', () => jobs.seen.get(`bench-${attemptName(first, 1)}`))) - began;
    const next = await until('Second', () => jobs.seen.get(`bench-${attemptName(second, 1)}`));
    spans_.next = next - pods.seen.get(attemptName(first, 1));
    await until('the end of Second', () => pods.seen.get(attemptName(second, 1)));
    await kubectl(['delete', 'job', asked, posted, '--wait=false']);
    if (round >= 0) for (const [name, span] of Object.entries(spans_)) spans[name].push(span);
  }
  runtime.close();
  jobs.informer.stop();
  pods.informer.stop();
  return spans;
}

async function journalOf(kube) {
  const { items } = await kube.list('ConfigMap');
  const segments = items.filter(({ metadata }) => metadata.name.startsWith('bench-journal-'));
  return { objects: segments.length, bytes: segments.reduce((sum, one) => sum + JSON.stringify(one).length, 0) };
}

/** All at once, to a sensor that is held: each is answered once it is durable. */
async function burst(kube) {
  await myelin(['pause', 'bench', 'heard', '-n', namespace]);
  await sleep(6000);
  const before = await journalOf(kube);
  const runtime = await callers();
  const began = now();
  const answers = await Promise.all(
    Array.from({ length: events }, (_, index) => runtime.call('heard', `burst ${index}`)),
  );
  const took = now() - began;
  const after = await journalOf(kube);
  runtime.close();
  const accepted = answers.filter((status) => status === 202).length;
  return { took, accepted, writes: after.objects - before.objects, bytes: after.bytes - before.bytes };
}

async function memory() {
  const text = await kubectl(['exec', 'deployment/myelin-runtime', '--', 'cat', '/proc/1/status']);
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** What a runtime asks the API server for one run of one task, less what it asks while nothing happens. */
async function requests(access, count) {
  await kubectl(['scale', 'deployment', 'myelin-runtime', '--replicas=0']);
  await kubectl(['wait', '--for=delete', 'pod', '-l', 'app.kubernetes.io/component=runtime', '--timeout=60s']);
  const proxy = await countingProxy(access);
  const folder = mkdtempSync(join(tmpdir(), 'bench-runtime-'));
  const config = join(folder, 'kubeconfig');
  const context = { name: 'counted', context: { cluster: 'counted', user: 'nobody', namespace } };
  writeFileSync(
    config,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'counted', contexts: [context] },
      clusters: [{ name: 'counted', cluster: { server: proxy.url } }],
      users: [{ name: 'nobody', user: {} }],
    }),
  );
  const port = 20_000 + (process.pid % 20_000);
  const env = {
    ...process.env,
    KUBECONFIG: config,
    MYELIN_NAMESPACE: namespace,
    PORT: String(port),
    MYELIN_METRICS_PORT: '0',
    MYELIN_OPERATOR_PORT: '0',
  };
  const child = spawn(process.execPath, [join(root, 'build/image/runtime/app/main.cjs'), 'runtime'], {
    env,
    stdio: 'ignore',
  });
  try {
    const call = (id) =>
      new Promise((done) => {
        const options = {
          port,
          path: '/axons/bench/triggers/called/call',
          method: 'POST',
          headers: { 'Idempotency-Key': id },
        };
        const asked = request(options, (answer) => answer.resume().on('end', () => done(answer.statusCode < 300)));
        asked.on('error', () => done(false)).end();
      });
    await until('the local runtime', () => call('warm'));
    await sleep(20_000);
    proxy.take();
    await sleep(20_000);
    const idle = proxy.take();
    const began = now();
    for (let one = 0; one < count; one += 1) {
      await call(`counted ${one}`);
      await sleep(12_000);
    }
    const busy = proxy.take();
    const seconds = (now() - began) / 1000;
    const perRun = [...busy].map(([what, asked]) => [what, (asked - ((idle.get(what) ?? 0) / 20) * seconds) / count]);
    return perRun.filter(([, asked]) => asked > 0.05).sort((a, b) => b[1] - a[1]);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const milliseconds = (span) => `${Math.round(span)} ms`;

function reportLatency(spans) {
  const rows = [
    ['`kubectl create job` until its Job is seen', 'kubectl'],
    ['the same by one request over a kept connection', 'post'],
    ['event sent until the Job of its task is seen', 'event'],
    ['end of a pod seen until the Job of the next task is seen', 'next'],
  ];
  console.log(`| | p50 | p99 | times kubectl, p50 |\n|---|--:|--:|--:|`);
  for (const [name, key] of rows) {
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(spans[key], share));
    const ratio = (p50 / quantile(spans.kubectl, 0.5)).toFixed(2);
    console.log(`| ${name} | ${milliseconds(p50)} | ${milliseconds(p99)} | ${ratio} |`);
  }
}

async function reportBurst(kube) {
  const { took, accepted, writes, bytes } = await burst(kube);
  const second = (count, digits) => `${((count / took) * 1000).toFixed(digits)} a second`;
  console.log(
    `\nburst: ${accepted} of ${events} events durable in ${(took / 1000).toFixed(1)} s, ${second(accepted, 0)}; ${writes} writes, ${second(writes, 1)}, ${bytes} bytes`,
  );
}

/** @param life - the journal in which the runs are written that the runtime then reads */
async function reportMemory(before, life) {
  await kubectl(['scale', 'deployment', 'myelin-runtime', '--replicas=0']);
  await kubectl(['wait', '--for=delete', 'pod', '-l', 'app.kubernetes.io/component=runtime', '--timeout=60s']);
  const entries = await writeRuns(library, life);
  await kubectl(['scale', 'deployment', 'myelin-runtime', '--replicas=1']);
  await kubectl(['rollout', 'status', 'deployment/myelin-runtime', '--timeout=120s']);
  await sleep(5000);
  const after = await memory();
  console.log(
    `memory: ${before.now.toFixed(0)} MB with no run, ${after.now.toFixed(0)} MB (at most ${after.peak.toFixed(0)}) with ${runs} runs of two tasks, ${entries} entries`,
  );
}

/** Runs that go on: each has a Job, and a pod that waits for a node. */
async function reportActive(kube, before) {
  await kubectl(['scale', 'deployment', 'myelin-runtime', '--replicas=1']);
  await kubectl(['rollout', 'status', 'deployment/myelin-runtime', '--timeout=120s']);
  const runtime = await callers();
  const answers = await Promise.all(Array.from({ length: runs }, (_, index) => runtime.call('held', `held ${index}`)));
  runtime.close();
  const accepted = answers.filter((status) => status === 202).length;
  const held = async (kind) => (await kube.list(kind, { labels: { 'myelin.io/task': 'Stuck' } })).items;
  await until('the Jobs', async () => (await sleep(2000), (await held('Job')).length === accepted), 5 * PATIENCE);
  await until('the pods', async () => (await sleep(2000), (await held('Pod')).length === accepted), 5 * PATIENCE);
  await sleep(20_000);
  const after = await memory();
  await kubectl(['delete', 'pod', '-l', 'app.kubernetes.io/component=runtime']);
  await kubectl(['rollout', 'status', 'deployment/myelin-runtime', '--timeout=120s']);
  await sleep(20_000);
  const again = await memory();
  const megabytes = ({ now: rss, peak }) => `${rss.toFixed(0)} MB (at most ${peak.toFixed(0)})`;
  console.log(
    `memory: ${before.now.toFixed(0)} MB at first, ${megabytes(after)} with ${accepted} active runs, a Job and a pod each; ${megabytes(again)} in the next process`,
  );
}

async function reportRecovery(place, access) {
  const { Requests } = library('./runtime/kube/requests.js');
  const requests = new Requests(access);
  const ways = await recovery({ ...place, requests });
  requests.close();
  for (const [way, spans] of Object.entries(ways))
    console.log(`recovery, ${way}: ${spans.map(milliseconds).join(', ')}`);
}

async function reportRequests(access) {
  const perRun = await requests(access, 6);
  const total = perRun.reduce((sum, [, count]) => sum + count, 0);
  console.log(
    `requests: ${total.toFixed(1)} for a run of two tasks: ${perRun.map(([what, count]) => `${what} ${count.toFixed(1)}`).join(', ')}`,
  );
}

async function bench() {
  const { KubeClient } = library('./runtime/kube/client.js');
  const { kubeconfigAccess } = library('./runtime/kube/kubeconfig.js');
  const { loadAxons } = library('./spec/load.js');
  const access = await kubeconfigAccess();
  const kube = new KubeClient(access, { namespace });
  const folder = mkdtempSync(join(tmpdir(), 'bench-runtime-'));
  const text = AXON(taskImage, runs);
  writeFileSync(join(folder, 'axon.yaml'), text);
  try {
    await run('kubectl', ['create', 'namespace', namespace]);
    const { runtimeObjects } = library('./cli/install/runtime-objects.js');
    await apply(
      runtimeObjects({ namespace, image: runtimeImage, mesh: 'none', surroundings: { apiServer: await apiServer() } }),
    );
    const { synthesizeObjects } = library('./cli/synthesize.js');
    const { made } = synthesizeObjects({ text, file: 'axon.yaml' }, { runtimeImage, mesh: 'none' });
    await apply(asksForNone(made.kept));
    const { apiVersion, kind, metadata } = await kube.get('ConfigMap', 'bench-axon');
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
    const { axon } = loadAxons(text, { file: 'bench.yaml' }).axons[0];
    await kubectl(['rollout', 'status', 'deployment/myelin-runtime', '--timeout=180s']);
    await sleep(5000);
    console.log(
      `Node ${process.version}, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds\n`,
    );
    const before = await memory();
    if (parts.has('latency')) reportLatency(await latency(kube));
    if (parts.has('burst')) await reportBurst(kube);
    if (parts.has('memory')) await reportMemory(before, { kube, axon, owner, runs });
    if (parts.has('recovery')) await reportRecovery({ namespace, kube, kubectl }, access);
    if (parts.has('requests')) await reportRequests(access);
    if (parts.has('active')) await reportActive(kube, before);
  } finally {
    kube.close();
    rmSync(folder, { recursive: true, force: true });
    await run('kubectl', ['delete', 'namespace', namespace, '--wait=false']);
  }
}

await bench();
