import type { AxonReader, ShownAxon } from './axon-reader';
import { inFormat } from './formats';
import { table } from './table';
import { linesText } from './text';

/**
 * The axons of a place, one a line, or as data.
 *
 * @param only - the axon to list; unknown ones are refused
 * @param format - `table`, `wide`, `name`, `json` or `yaml`
 * @returns text with a newline at its end; of an empty place, nothing but the head of the table
 */
export async function listAxons(reader: AxonReader, format: string, only?: string): Promise<string> {
  const names = only === undefined ? reader.names() : [only];
  const views = await Promise.all(names.map((name) => reader.view(name)));
  return inFormat(format, views, {
    table: () => table(rows(reader, views, false)),
    wide: () => table(rows(reader, views, true)),
    name: () => linesText(views.map(axonName)),
  });
}

/** The lines of the table of axons. */
export function renderList(reader: AxonReader, views: readonly ShownAxon[]): string[] {
  return table(rows(reader, views, false))
    .trimEnd()
    .split('\n');
}

/** `axon/NAME`, as `-o name` has it. */
export function axonName({ axon }: Pick<ShownAxon, 'axon'>): string {
  return `axon/${axon}`;
}

function rows(reader: AxonReader, views: readonly ShownAxon[], wide: boolean): string[][] {
  const head = ['NAME', 'STATUS', 'RUNNER', 'SERVING', 'CONDITION', ...(wide ? ['SPEC', 'WAITS'] : [])];
  const body = views.map((view) => [
    view.axon,
    view.status,
    reader.isRunning(view.axon) ? 'yes' : 'no',
    servingOf(view),
    conditionOf(view),
    ...(wide ? [view.spec, view.waits.join('; ')] : []),
  ]);
  return [head, ...body];
}

/** What keeps it from going on, in a word: the oldest of the reasons, and how many others there are. */
function conditionOf({ conditions = [] }: ShownAxon): string {
  const [first, ...others] = [...conditions].sort((a, b) => a.since - b.since);
  if (first === undefined) return '-';
  return `${first.reason}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

/** The newest version of each deployer that serves. */
function servingOf({ deployers }: ShownAxon): string {
  const serving = Object.values(deployers).flatMap(({ versions }) =>
    versions.filter(({ phase }) => phase === 'Serving').slice(0, 1),
  );
  return serving.map(({ name }) => name).join(', ') || '-';
}
