import { inFormat } from './formats';
import type { ShownAxon, StateReader } from './state-reader';
import { table } from './table';
import { linesText } from './text';

/**
 * The axons of a state folder, one a line, or as data.
 *
 * @param only - the axon to list; unknown ones are refused
 * @param format - `table`, `wide`, `name`, `json` or `yaml`
 * @returns text with a newline at its end; of an empty folder, nothing but the head of the table
 */
export async function listAxons(reader: StateReader, format: string, only?: string): Promise<string> {
  const names = only === undefined ? reader.names() : [only];
  const views = await Promise.all(names.map((name) => reader.view(name)));
  return inFormat(format, views, {
    table: () => table(rows(reader, views, false)),
    wide: () => table(rows(reader, views, true)),
    name: () => linesText(views.map(axonName)),
  });
}

/** `axon/NAME`, as `-o name` has it. */
export function axonName({ axon }: Pick<ShownAxon, 'axon'>): string {
  return `axon/${axon}`;
}

function rows(reader: StateReader, views: readonly ShownAxon[], wide: boolean): string[][] {
  const head = ['NAME', 'STATUS', 'RUNNER', 'SERVING', ...(wide ? ['SPEC', 'WAITS'] : [])];
  const body = views.map((view) => [
    view.axon,
    view.status,
    reader.isRunning(view.axon) ? 'yes' : 'no',
    servingOf(view),
    ...(wide ? [view.spec, view.waits.join('; ')] : []),
  ]);
  return [head, ...body];
}

/** The newest version of each deployer that serves. */
function servingOf({ deployers }: ShownAxon): string {
  const serving = Object.values(deployers).flatMap(({ versions }) =>
    versions.filter(({ phase }) => phase === 'Serving').slice(0, 1),
  );
  return serving.map(({ name }) => name).join(', ') || '-';
}
