import { HttpError } from './http';

/** What a runtime that does not lead answers, whatever it is asked about axons. */
export interface NotLeading {
  readonly error: string;
  /** The pod that leads. @default - none does, or it is not known */
  readonly leader?: string;
}

/**
 * 503 that names the pod that leads, so that whoever asks goes there.
 *
 * @param why - what keeps this one from leading. @default - that another does
 */
export function notLeading(leader?: string, why?: string): HttpError {
  const who = `this runtime does not lead, ${leader === undefined ? 'and none does yet' : `${leader} does`}`;
  const error = why === undefined ? who : `${who}: ${why}`;
  return new HttpError(503, error, leader === undefined ? {} : { leader }, { 'retry-after': '1' });
}
