import { HttpError } from './http';

/** What a runtime that does not lead answers, whatever it is asked about axons. */
export interface NotLeading {
  readonly error: string;
  /** The pod that leads. @default - none does, or it is not known */
  readonly leader?: string;
}

/** 503 that names the pod that leads, so that whoever asks goes there. */
export function notLeading(leader?: string): HttpError {
  const error = `this runtime does not lead, ${leader === undefined ? 'and none does yet' : `${leader} does`}`;
  return new HttpError(503, error, leader === undefined ? {} : { leader }, { 'retry-after': '1' });
}
