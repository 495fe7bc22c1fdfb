import { didYouMean } from '../spec/lang/closest';
import { HttpError } from './http';

/** What HTTP wants of every 401. */
export const BEARER = { 'www-authenticate': 'Bearer' } as const;

/**
 * 404 that names what there is: `there is no task Trian, did you mean Train`.
 *
 * @param field - what the list of known ones is called in the answer
 */
export function notFound(kind: string, name: string, known: readonly string[], field: string): HttpError {
  const hint = didYouMean(name, known);
  return new HttpError(404, `there is no ${kind} ${name}${hint === undefined ? '' : `, ${hint}`}`, { [field]: known });
}

/** 429 with when to come back. @param what - is done: `trigger a/b is called`. @param wait - in milliseconds */
export function tooOften(what: string, wait: number): HttpError {
  const seconds = String(Math.ceil(wait / 1000));
  return new HttpError(429, `${what} too often: come back in ${seconds} s`, {}, { 'retry-after': seconds });
}

/** @throws HttpError 400 for what is not JSON in UTF-8 */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new HttpError(400, `the body is not JSON: ${(error as Error).message}`);
  }
}
