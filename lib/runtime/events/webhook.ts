import { receiverAt, whyNoAnswer } from '../receiver';

/** What a receiver said of one message. */
export type Delivery =
  | { readonly kind: 'taken' }
  /** It will never take this one. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It is away or busy: to be sent again, not before `wait` milliseconds if it says so. */
  | { readonly kind: 'later'; readonly reason: string; readonly wait?: number };

/** Sends one message. */
export type Send = (message: unknown, signal: AbortSignal) => Promise<Delivery>;

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 10_000;

/** By these a receiver says that it might take the message later. */
const LATER = [408, 425, 429];

/** POSTs CloudEvents to an address. The address may be a secret, so it is in no reason. */
export function webhook(address: string): Send {
  const { url, headers } = receiverAt(address);
  return async (message, signal) => {
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/cloudevents+json; charset=utf-8' },
        body: JSON.stringify(message),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      });
      await response.body?.cancel();
    } catch (fault) {
      return { kind: 'later', reason: `does not answer: ${whyNoAnswer(fault as Error, TIMEOUT)}` };
    }
    const { status } = response;
    if (status >= 200 && status < 300) return { kind: 'taken' };
    const reason = `answers ${status}`;
    if (status < 500 && !LATER.includes(status)) return { kind: 'refused', reason };
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return { kind: 'later', reason, ...(Number.isFinite(seconds) ? { wait: seconds * 1000 } : {}) };
  };
}
