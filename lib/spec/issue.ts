import { ISSUE_CODES, type IssueCode } from './issue-codes';

/** Where something was said: keys and list indices from the top of the document. */
export type Path = readonly (string | number)[];

export type Severity = 'error' | 'warning' | 'info';

/** A place in a source file; lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** @default - the same line */
  readonly endLine?: number;
  /** @default - one character */
  readonly endColumn?: number;
}

/**
 * A fault in what a user wrote, as data: every reader (terminal, HTTP answer, editor) renders the same list.
 *
 * - `code` is documented in docs/diagnostics.md and never reused.
 * - `message` is lower case, names the value found and has no period; `hint` is the fix.
 */
export interface Issue {
  /** In `docs/diagnostics.md`. */
  readonly code: IssueCode;
  /** An error hinders what it is about; anything else is only told. */
  readonly severity: Severity;
  /** The place in the document. */
  readonly path: Path;
  /** What is wrong, with the value that was found. */
  readonly message: string;
  /**
   * The construct of a program that says it, and the property.
   * @default - it was written in a document
   */
  readonly said?: { readonly construct: string; readonly property: Path };
  /** The fix. @default - nothing to suggest */
  readonly hint?: string;
  /** Where its text says it. @default - the document has no text (it was made by a program) */
  readonly at?: Position;
}

/** An issue of the severity that its code has in the table. */
export function issue(code: IssueCode, path: Path, message: string, hint?: string): Issue {
  return { code, severity: ISSUE_CODES[code].severity, path, message, ...(hint === undefined ? {} : { hint }) };
}

export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((i) => i.severity === 'error');
}

/** `spec.sensors[2].tasks[0]`: a path as users write it. */
export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text;
}
