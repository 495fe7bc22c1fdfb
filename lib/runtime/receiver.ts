/** Whom the runtime asks or tells over HTTP, by an address that the installation named. */
export interface Receiver {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Takes an address apart: a name and password in it are sent as Basic credentials, for fetch refuses an address that holds
 * them, with the whole of it in its words.
 */
export function receiverAt(address: string): Receiver {
  if (!URL.canParse(address)) return { url: address, headers: {} };
  const parsed = new URL(address);
  const { username, password } = parsed;
  if (username === '' && password === '') return { url: address, headers: {} };
  parsed.username = parsed.password = '';
  const basic = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { url: parsed.href, headers: { authorization: `Basic ${basic}` } };
}

/** Why nobody answered; never in the words of fetch itself, which may hold the address. */
export function whyNoAnswer(fault: Error, timeout: number): string {
  if (fault.name === 'TimeoutError') return `not within ${timeout} ms`;
  const { code, message } = (fault.cause ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  for (const why of [code, message]) if (typeof why === 'string' && why !== '') return why;
  return 'nothing can be sent to this address';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
