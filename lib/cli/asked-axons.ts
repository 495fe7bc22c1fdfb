import type { Axon } from '../spec/axon';
import { resolveSpec } from '../spec/load';
import type { AxonSpec } from '../spec/schema/axon';
import type { JournalEntry } from '../control/ports';
import type { Entry } from '../engine/journal';
import type { ShownAxon } from './axon-reader';
import type { ControlClient } from './client';
import { CliError } from './exit';

/** What the hands that move axons know of them, asked over their control surface. */
export class AskedAxons {
  private readonly specs = new Map<string, Axon>();

  constructor(private readonly client: ControlClient) {}

  async names(): Promise<readonly string[]> {
    return ((await this.client.ask('axons')).json() as { readonly axons: readonly string[] }).axons;
  }

  async view(name: string): Promise<ShownAxon> {
    return (await this.client.ask(pathOf(name))).json() as ShownAxon;
  }

  async journal(name: string, after = 0): Promise<readonly JournalEntry[]> {
    const { text } = await this.client.ask(`${pathOf(name, 'journal')}?after=${after}`);
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map(placed);
  }

  /** The place of the newest entry, without reading any where the hands say it: those of an earlier release do not. */
  async lastPlace(name: string): Promise<number> {
    return (await this.view(name)).seq ?? (await this.journal(name)).at(-1)?.seq ?? 0;
  }

  /** @throws CliError for one that this release cannot read */
  async spec(name: string, hash: string): Promise<Axon> {
    const known = this.specs.get(hash);
    if (known !== undefined) return known;
    const { axon } = resolveSpec((await this.client.ask(pathOf(name, 'specs', hash))).json() as AxonSpec);
    if (axon === undefined) {
      throw new CliError(
        `myelin: this release cannot read spec ${hash} of ${name}; ask with the release that wrote it`,
      );
    }
    this.specs.set(hash, axon);
    return axon;
  }

  /** The journal after a place, and then live until `signal` is aborted or the hands end it. */
  async *follow(name: string, after: number, signal: AbortSignal): AsyncGenerator<JournalEntry> {
    const headers = { accept: 'text/event-stream', 'last-event-id': `${after}` };
    let rest = '';
    for await (const text of this.client.listen(pathOf(name, 'journal'), { headers, signal })) {
      const events = `${rest}${text}`.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
        if (data.length > 0) yield placed(data.join('\n'));
      }
    }
  }
}

/** The path of what is asked about an axon. */
export function pathOf(axon: string, ...more: readonly string[]): string {
  return ['axons', axon, ...more].map(encodeURIComponent).join('/');
}

function placed(line: string): JournalEntry {
  const { seq, ...entry } = JSON.parse(line) as { readonly seq: number } & Entry;
  return { seq, entry: entry as Entry };
}
