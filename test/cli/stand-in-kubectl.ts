import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PATH = process.env['PATH'] ?? '';
const made: StandInKubectl[] = [];
afterEach(() => {
  process.env['PATH'] = PATH;
  for (const kubectl of made.splice(0)) expect(kubectl.forwarding).toEqual([]);
});

/** How a stand-in answers: what it prints, or what it says while it refuses. */
export type Answer = string | { readonly refuses: string };

/**
 * A program called kubectl on the PATH, which knows no cluster.
 *
 * - It answers calls by their words, without the options before the verb; one that is not known is refused as forbidden.
 * - A `port-forward` of a pod tells the port of a server of the test, and stays until it is ended; none may outlive the test.
 */
export class StandInKubectl {
  private readonly cases: string[] = [];

  constructor(private readonly dir: string) {
    mkdirSync(join(dir, 'bin'));
    process.env['PATH'] = `${join(dir, 'bin')}${delimiter}${PATH}`;
    this.write();
    made.push(this);
  }

  answer(words: string, answer: Answer): this {
    const body =
      typeof answer === 'string' ? `cat <<'END'\n${answer}\nEND` : `cat >&2 <<'END'\n${answer.refuses}\nEND\n  exit 1`;
    this.cases.unshift(`  '${words}') ${body}\n  ;;`);
    this.write();
    return this;
  }

  /** @param words - a pattern of the shell, if it has a star */
  shell(words: string, body: string): this {
    this.cases.unshift(`  ${words.replaceAll(' ', '\\ ')}) ${body}\n  ;;`);
    this.write();
    return this;
  }

  /** The runtime's pods, all of which run. */
  pods(...names: readonly string[]): this {
    return this.answer(RUNTIME_PODS, JSON.stringify({ items: names.map((name) => runningPod(name)) }));
  }

  /** The runtime is one pod, whose port for operators is that of a server of the test. */
  runtime(pod: string, port: number): this {
    return this.pods(pod).forward(pod, 8081, port);
  }

  forward(pod: string, remote: number, local: number): this {
    const words = `port-forward --address=127.0.0.1 pod/${pod} :${remote}`;
    const line = `Forwarding from 127.0.0.1:${local} -> ${remote}`;
    this.cases.unshift(`  '${words}') echo '${line}'; echo $$ >> '${this.pids}'; exec sleep 1000\n  ;;`);
    this.write();
    return this;
  }

  /** Every call so far, with its options. */
  get calls(): readonly string[] {
    return lines(join(this.dir, 'calls'));
  }

  /** What the newest call read that was given something to read. */
  get input(): string {
    return readFileSync(join(this.dir, 'input'), 'utf8');
  }

  /** Forwards that still run. */
  get forwarding(): readonly number[] {
    return lines(this.pids)
      .map(Number)
      .filter((pid) => {
        try {
          // One that has ended and is not waited for yet is a zombie.
          return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
        } catch {
          return false;
        }
      });
  }

  private get pids(): string {
    return join(this.dir, 'pids');
  }

  private write(): void {
    const program = join(this.dir, 'bin/kubectl');
    const script = `#!/bin/sh
echo "$*" >> '${join(this.dir, 'calls')}'
case "$*" in *'-f -'*) cat > '${join(this.dir, 'input')}' ;; esac
while case "$1" in --*) true ;; *) false ;; esac do shift; done
case "$*" in
${this.cases.join('\n')}
  *) echo 'Error from server (Forbidden): no' >&2; exit 1 ;;
esac
`;
    // A call that is under way reads on in the old one: what it answers may change while others ask.
    writeFileSync(`${program}.new`, script, { mode: 0o755 });
    renameSync(`${program}.new`, program);
  }
}

const RUNTIME_PODS = 'get pods --selector=app.kubernetes.io/part-of=myelin,app.kubernetes.io/component=runtime -o json';

export function runningPod(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    metadata: { name, namespace: 'ml' },
    spec: { containers: [{ name: 'task' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ state: { running: {} } }],
      ...more,
    },
  };
}

export { RUNTIME_PODS };

function lines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
