import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Entry } from '../../lib/engine/journal';
import type { AxonView } from '../../lib/engine/view/axon-view';
import { LocalRunner } from '../../lib/local/local-runner';
import { NO_OVERRIDES } from '../../lib/local/overrides';
import { loadAxons } from '../../lib/spec/load';
import { entriesOf, type EntryOf } from '../engine/entry-of';

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
if (!hasPython) console.warn('SKIPPED: the loop with real processes, since there is no python3 of 3.8 or newer');

/** Tests with real processes; the builds that they run stand on a Python. */
export const withProcesses = hasPython ? test : test.skip;

jest.setTimeout(120_000);

/** How long `until` waits, in milliseconds: machines that run tests are busy. */
const PATIENCE = 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'myelin-local-'));
const open = new Set<LocalRun>();

afterEach(() => Promise.all([...open].map((run) => run.stop())));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
/** A folder that is gone after the tests. */
export function scratchFolder(name: string): string {
  const path = join(scratch, `${name}-${folders++}`);
  mkdirSync(path);
  return path;
}

/** A state folder; all share one cache of builds, so that a Python environment is made once. */
export function stateFolder(): string {
  const state = scratchFolder('state');
  const cache = join(scratch, 'cache');
  mkdirSync(cache, { recursive: true });
  symlinkSync(cache, join(state, 'cache'));
  return state;
}

/**
 * A script of a deploy task whose every answer is the name of its version.
 *
 * @param file - of MODEL_PATH, without which it does not start. @default - it needs none
 */
export function answersItsVersion(file?: string): string {
  return `exec python3 - <<'END'
import http.server, json, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.dumps(os.environ["MYELIN_VERSION"]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
${file === undefined ? '' : `open(os.environ["MODEL_PATH"] + "${file}").read()\n`}http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
END`;
}

export interface LocalRunOptions {
  /** @default - a new state folder */
  readonly state?: string;
  readonly restart?: boolean;
  readonly prune?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Beside the axon's file. */
  readonly dotenv?: string;
}

/** An axon run by the hands of this machine, every image of which is a shell script. */
export class LocalRun {
  readonly journal: Entry[] = [];

  private constructor(
    readonly state: string,
    readonly runner: LocalRunner,
  ) {}

  /** @param scripts - by the image that each stands for */
  static async start(yaml: string, scripts: Record<string, string>, options: LocalRunOptions = {}): Promise<LocalRun> {
    const { state = stateFolder(), restart = false, prune = false, env = {}, dotenv } = options;
    const file = join(scratchFolder('axon'), 'axon.yaml');
    writeFileSync(file, yaml);
    if (dotenv !== undefined) writeFileSync(resolve(file, '../.env'), dotenv);
    const { axons, issues } = loadAxons(yaml, { file });
    const axon = axons[0]?.axon;
    if (axon === undefined) throw new Error(`the test's axon is wrong: ${JSON.stringify(issues)}`);
    const images = Object.entries(scripts).map(([image, script]) => {
      const dir = scratchFolder(image);
      writeFileSync(join(dir, 'run.sh'), script);
      return [image, { dir, command: ['sh', 'run.sh'] }] as const;
    });
    const opened = await LocalRunner.open({
      axon,
      file,
      stateDir: state,
      overrides: { ...NO_OVERRIDES, images: Object.fromEntries(images), env },
      helperPackage: resolve(__dirname, '../../python/myelin'),
      onProgress: () => undefined,
      onFault: (fault) => fail(String(fault)),
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.issues));
    const run = new LocalRun(state, opened.runner);
    open.add(run);
    opened.runner.listen((entries) => void run.journal.push(...entries));
    opened.runner.start({ restart, prune });
    return run;
  }

  async stop(): Promise<void> {
    if (!open.delete(this)) return;
    await this.runner.stop();
  }

  /** Resolves once this holds of the state, or of what this runner has journalled. */
  async until(holds: (view: AxonView, journal: readonly Entry[]) => boolean): Promise<void> {
    const giveUp = Date.now() + PATIENCE;
    while (!holds(this.runner.view(), this.journal)) {
      if (Date.now() > giveUp) throw new Error(`it never held: ${JSON.stringify(this.runner.view(), null, 1)}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  entries<T extends Entry['type']>(type: T): EntryOf<T>[] {
    return entriesOf(this.journal, type);
  }

  async call(sensor: string, trigger: string, body: unknown = {}): Promise<void> {
    const url = new URL(`axons/test/triggers/${sensor}/${trigger}`, this.runner.url);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** A file under the axon's folder; empty where there is none. */
  text(...path: readonly string[]): string {
    const file = this.path(...path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Names in a folder under the axon's folder, sorted. */
  names(...path: readonly string[]): string[] {
    const dir = this.path(...path);
    return existsSync(dir) ? readdirSync(dir).sort() : [];
  }

  path(...path: readonly string[]): string {
    return join(this.state, 'axons/test', ...path);
  }
}

function fail(reason: string): never {
  throw new Error(`the loop cannot go on: ${reason}`);
}
