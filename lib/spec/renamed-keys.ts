import type { Issue, Path } from './issue';
import { isUnknownKey } from './unknown-key';

/** A fault of the schema, with what was meant as data: texts are only for people. */
export interface SchemaFault {
  readonly issue: Issue;
  /** Where the key that is at fault should stand. @default - nobody can tell */
  readonly meant?: Path;
  /** Keys of which one is required and none is there. @default - it is about something else */
  readonly missing?: readonly Path[];
}

/**
 * A required key that is missing, or a choice of which nothing is there, and an unknown key beside it that is nearly it are
 * one fault, at the key that was written.
 *
 * @param code of the faults that are told so: `MYL1005` of a key, `MYL1006` of a choice
 */
export function mergeRenamed(faults: readonly SchemaFault[], code: 'MYL1005' | 'MYL1006'): readonly SchemaFault[] {
  const merged = new Set<SchemaFault>();
  const told = faults.map((fault): SchemaFault => {
    const { issue, missing } = fault;
    if (issue.code !== code || missing === undefined) return fault;
    const written = faults.find((one) => missing.some((key) => isRenamed(one, key)));
    if (written === undefined) return fault;
    merged.add(written);
    const { path, hint } = written.issue;
    const message = `${issue.message}, got the unknown key ${String(path.at(-1))}`;
    return { ...written, issue: { ...issue, path, message, ...(hint === undefined ? {} : { hint }) } };
  });
  return told.filter((fault) => !merged.has(fault));
}

/** Whether it is an unknown key that stands beside the place of a known one and is nearly it. */
function isRenamed({ issue, meant }: SchemaFault, key: Path): boolean {
  const { path } = issue;
  return (
    isUnknownKey(issue) && meant !== undefined && isSame(meant, key) && isSame(path.slice(0, -1), key.slice(0, -1))
  );
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}
