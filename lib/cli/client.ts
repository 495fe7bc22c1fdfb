import type { Issue } from '../spec/issue';
import { lockHolder } from '../local/store/lock';
import { CliError } from './exit';
import { printIssues } from './issues';

export interface Ask {
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the issues of a refusal are about. @default - they are shown without the lines around them */
  readonly source?: { readonly file: string; readonly text: string };
  /** What to do when the runner does not know who asks. @default - what it said is enough */
  readonly unauthorized?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  json(): unknown;
}

/**
 * Talks to the runner that has a state folder, over its control surface.
 *
 * What it refuses becomes a `CliError` that says what it said.
 */
export class RunnerClient {
  constructor(private readonly url: string) {}

  /** @param path - below the root, without a slash before it */
  async ask(path: string, { method = 'GET', headers = {}, body, source, unauthorized }: Ask = {}): Promise<Answer> {
    const response = await this.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, text, source, response.status === 401 ? unauthorized : undefined);
    return { status: response.status, text, json: () => JSON.parse(text) as unknown };
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, this.url), init);
    } catch (fault) {
      const { cause } = fault as { cause?: unknown };
      throw new CliError(`myelin: the runner on ${this.url} does not answer: ${String(cause ?? fault)}`);
    }
  }
}

/** The runner that has a state folder now; undefined when none has. */
export function runnerOf(stateDir: string): RunnerClient | undefined {
  const holder = lockHolder(stateDir);
  if (holder === undefined) return undefined;
  if (holder.url === '') {
    throw new CliError(`myelin: the runner of ${stateDir}, process ${holder.pid}, does not listen yet; try again`);
  }
  return new RunnerClient(holder.url);
}

/** @throws CliError that says how to start one */
export function needRunner(stateDir: string, file = 'FILE'): RunnerClient {
  const runner = runnerOf(stateDir);
  if (runner !== undefined) return runner;
  const option = stateDir === '.myelin' ? '' : ` --state-dir ${stateDir}`;
  throw new CliError(`myelin: no runner has the state folder ${stateDir}; start one: myelin run ${file}${option}`);
}

function refusal(status: number, text: string, source: Ask['source'], hint?: string): CliError {
  const { error, issues } = parsed(text);
  if (issues !== undefined) {
    printIssues(source === undefined ? issues : issues.map((one) => inFile(one, source.file)), source?.text);
    return new CliError('');
  }
  const said = error ?? `the runner answered ${status}: ${text}`;
  return new CliError(`myelin: ${said}${hint === undefined ? '' : `; ${hint}`}`);
}

/** The runner calls the text by the name of the file it was started with. */
export function inFile(one: Issue, file: string): Issue {
  return one.at === undefined ? one : { ...one, at: { ...one.at, file } };
}

function parsed(text: string): { readonly error?: string; readonly issues?: readonly Issue[] } {
  try {
    return JSON.parse(text) as { error?: string; issues?: readonly Issue[] };
  } catch {
    return {};
  }
}
