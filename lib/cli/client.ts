import type { Issue } from '../spec/issue';
import { CliError } from './exit';
import { printIssues } from './issues';

export interface Ask {
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the issues of a refusal are about. @default - they are shown without the lines around them */
  readonly source?: { readonly file: string; readonly text: string };
  /** What to do when the hands do not know who asks. @default - what they said is enough */
  readonly unauthorized?: string;
  /** @default - it is waited for */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  json(): unknown;
}

/** The hands heard, and said no. */
export class Refusal extends CliError {
  constructor(
    message: string,
    readonly status: number,
    /** What they answered, where it was JSON. */
    readonly answer: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** Nobody answered: the hands are gone, or what leads to them is. */
export class NoAnswer extends CliError {}

/**
 * Talks to the hands that move axons, over their control surface.
 *
 * What they refuse becomes a `CliError` that says what they said.
 */
export class ControlClient {
  /** @param who - as a message calls the hands: `the runner on http://127.0.0.1:8080/` */
  constructor(
    private readonly url: string,
    private readonly who = `the runner on ${url}`,
  ) {}

  /** @param path - below the root, without a slash before it. @throws Refusal, NoAnswer */
  async ask(path: string, asked: Ask = {}): Promise<Answer> {
    const response = await this.fetch(path, asked);
    const text = await response.text().catch((fault: unknown) => Promise.reject(this.noAnswer(fault)));
    if (!response.ok) throw refusal(this.who, response.status, text, asked);
    return { status: response.status, text, json: () => JSON.parse(text) as unknown };
  }

  /** The same, of an answer that goes on: its text as it comes. @throws Refusal, NoAnswer */
  async *listen(path: string, asked: Ask = {}): AsyncGenerator<string> {
    const response = await this.fetch(path, asked);
    if (!response.ok) throw refusal(this.who, response.status, await response.text(), asked);
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        yield decoder.decode(chunk, { stream: true });
      }
    } catch (fault) {
      if (asked.signal?.aborted !== true) throw this.noAnswer(fault);
    }
  }

  private async fetch(path: string, { method = 'GET', headers = {}, body, signal }: Ask): Promise<Response> {
    try {
      const more = { ...(body === undefined ? {} : { body }), ...(signal === undefined ? {} : { signal }) };
      return await fetch(new URL(path, this.url), { method, headers, ...more });
    } catch (fault) {
      throw this.noAnswer(fault);
    }
  }

  private noAnswer(fault: unknown): NoAnswer {
    const { cause } = fault as { cause?: unknown };
    return new NoAnswer(`myelin: ${this.who} does not answer: ${String(cause ?? fault)}`);
  }
}

/** Hands that end, or others that begin to lead, pass; everything else is for a person to hear. */
export function isPassing(fault: unknown): boolean {
  return fault instanceof NoAnswer || (fault instanceof Refusal && fault.status === 503);
}

function refusal(who: string, status: number, text: string, { source, unauthorized }: Ask): Refusal {
  const answer = parsed(text);
  const { error, issues } = answer as { readonly error?: string; readonly issues?: readonly Issue[] };
  if (issues !== undefined) {
    printIssues(source === undefined ? issues : issues.map((one) => inFile(one, source.file)), source?.text);
    return new Refusal('', status, answer);
  }
  const said = error ?? `${who} answered ${status}: ${text}`;
  const hint = status === 401 && unauthorized !== undefined ? `; ${unauthorized}` : '';
  return new Refusal(`myelin: ${said}${hint}`, status, answer);
}

/** The hands call the text by the name of the file that they know. */
export function inFile(one: Issue, file: string): Issue {
  return one.at === undefined ? one : { ...one, at: { ...one.at, file } };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
