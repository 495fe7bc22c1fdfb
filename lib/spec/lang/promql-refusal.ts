import { fault } from './fault';
import type { PromqlFault } from './promql-ast';

/** Ends the building of a query at its first fault; caught where building began, never seen outside. */
export class Refusal extends Error {
  constructor(readonly fault: PromqlFault) {
    super(fault.message);
  }
}

/** Refuses a construct; what is `unsupported` is named by `message` alone. */
export function refuse(
  kind: PromqlFault['kind'],
  message: string,
  { from, to }: { readonly from: number; readonly to: number },
  hint?: string,
): never {
  const text = kind === 'unsupported' ? `${message} is PromQL that Myelin does not evaluate` : message;
  throw new Refusal({ kind, ...fault(text, from, to, hint) });
}
