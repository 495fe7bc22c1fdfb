/**
 * A fault in the text of a small language. The place counts UTF-16 code units from the start of the expression, so that
 * whoever knows where the expression stands in a document can add that.
 */
export interface LanguageFault {
  /** Lower case, with the value found, no period. */
  readonly message: string;
  /** The fix. @default - nothing to suggest */
  readonly hint?: string;
  readonly from: number;
  /** The first offset after the fault; never less than `from`. */
  readonly to: number;
}

/** What parsing gives: a value, or every fault found (at least one). */
export type Parsed<T, F extends LanguageFault = LanguageFault> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly F[] };

export function parsed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function faulty<F extends LanguageFault>(
  ...faults: readonly F[]
): { readonly ok: false; readonly faults: readonly F[] } {
  return { ok: false, faults };
}

/** A fault; an absent hint stays absent. */
export function fault(message: string, from: number, to: number, hint?: string): LanguageFault {
  return { message, ...(hint === undefined ? {} : { hint }), from, to: Math.max(from, to) };
}
