import type { BabelCodeFrameOptions, SourceLocation } from '@babel/code-frame';
import { formatPath, type Issue, type Position, type Severity } from './issue';

export interface RenderOptions {
  /** The texts that the issues are about, by file; a code frame is shown for each that is here. @default - no frames */
  readonly sources?: ReadonlyMap<string, string>;
  /** Paints text; `picocolors` fits. @default - plain text */
  readonly paint?: Painter;
}

/** How parts of a diagnostic are coloured; severities are words as well, so nothing is lost without. */
export type Painter = Readonly<Record<'red' | 'yellow' | 'blue' | 'dim' | 'bold', (text: string) => string>>;

/** Wider lines are not framed: a machine wrote them. */
const WIDEST_FRAME = 200;

/** What would move the cursor, ring, or recolour a terminal. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Diagnostics as a person reads them, in the order of the text: one line each (`file:line:col severity CODE path message`),
 * the lines of the source around it, the fix; at the end how many there are of each severity.
 *
 * @returns text without a newline at its end; nothing if there is no issue
 */
export function renderIssues(issues: readonly Issue[], options: RenderOptions = {}): string {
  if (issues.length === 0) return '';
  const lines = new Map([...(options.sources ?? [])].map(([file, text]) => [file, text.split('\n')]));
  const blocks = sortIssues(issues).map((one) => renderIssue(one, lines, options.paint));
  return [...blocks, countIssues(issues)].join('\n');
}

/** Texts by file, cut into lines once for all issues. */
type SourceLines = ReadonlyMap<string, readonly string[]>;

function renderIssue(one: Issue, lines: SourceLines, paint: Painter | undefined): string {
  const color = paint?.[COLORS[one.severity]] ?? same;
  const place = one.at === undefined ? [] : [`${one.at.file}:${one.at.line}:${one.at.column}`];
  const path = one.said === undefined ? formatPath(one.path) : formatSaid(one.said);
  const head = [
    ...place.map(paint?.bold ?? same),
    color(one.severity),
    (paint?.dim ?? same)(one.code),
    ...(path === '' ? [] : [path]),
    one.message,
  ].join(' ');
  const frame = one.at === undefined ? undefined : renderFrame(one.at, lines.get(one.at.file));
  const hint = one.hint === undefined ? [] : [`  hint: ${one.hint}`];
  return [head, ...(frame === undefined ? [] : [frame]), ...hint].join('\n');
}

/** `[app/chart/digits/Tasks/Train] tuning.maxBudget` */
function formatSaid({ construct, property }: NonNullable<Issue['said']>): string {
  return [`[${construct}]`, ...(property.length === 0 ? [] : [formatPath(property)])].join(' ');
}

const COLORS = { error: 'red', warning: 'yellow', info: 'blue' } as const satisfies Record<Severity, keyof Painter>;

function same(text: string): string {
  return text;
}

/** The line and its neighbours; nothing else of the text is looked at. */
function renderFrame(at: Position, lines: readonly string[] | undefined): string | undefined {
  const line = lines?.[at.line - 1] ?? '';
  if (line.trim() === '' || line.length > WIDEST_FRAME) return undefined;
  const oneLine = at.endLine === undefined || at.endLine === at.line;
  const end =
    oneLine && at.endColumn !== undefined
      ? { line: at.line, column: Math.max(at.endColumn, at.column + 1) }
      : undefined;
  const first = Math.max(1, at.line - 1);
  const frame = codeFrame()(
    lines?.slice(first - 1, at.line + 1).join('\n') ?? '',
    { start: { line: at.line, column: at.column }, ...(end === undefined ? {} : { end }) },
    { linesAbove: 1, linesBelow: 1, startLine: first },
  );
  return frame
    .split('\n')
    .map((row) => `  ${row.slice(0, WIDEST_FRAME).replace(UNPRINTABLE, '\uFFFD')}`.trimEnd())
    .join('\n');
}

/** As the library has it; its published types do not know yet that a text may begin at another line than the first. */
type CodeFrameColumns = (
  text: string,
  location: SourceLocation,
  options: BabelCodeFrameOptions & { readonly startLine: number },
) => string;

/** Loaded when the first fault is shown: a sound axon must not wait for it. */
function codeFrame(): CodeFrameColumns {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at every start.
  return (require('@babel/code-frame') as { codeFrameColumns: CodeFrameColumns }).codeFrameColumns;
}

/** By file, then place, then path; an issue without a place comes after those with one. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
  return [...issues].sort((a, b) => {
    if (a.at === undefined || b.at === undefined) return Number(a.at === undefined) - Number(b.at === undefined);
    if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
    return a.at.line - b.at.line || a.at.column - b.at.column;
  });
}

/** `2 errors, 1 warning`. */
export function countIssues(issues: readonly Issue[]): string {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = issues.filter((one) => one.severity === severity).length;
    if (count === 0) return [];
    return [severity === 'info' ? `${count} info` : `${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'no issues' : counts.join(', ');
}

/** An issue as editors and HTTP clients read it. */
export interface IssueJson extends Omit<Issue, 'path' | 'at' | 'said'> {
  /** As users write it: `spec.tasks[0].train`. */
  readonly path: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Of a program that said it: the path of the construct, and the property in the words of TypeScript. */
  readonly construct?: string;
  readonly property?: string;
}

/** Diagnostics as data, in the order of the text. */
export function issuesToJson(issues: readonly Issue[]): readonly IssueJson[] {
  return sortIssues(issues).map(({ path, at, said, ...rest }) => ({
    ...rest,
    path: formatPath(path),
    ...at,
    ...(said === undefined ? {} : { construct: said.construct, property: formatPath(said.property) }),
  }));
}
