import { KINDS, KubeError, type Kind } from './kube';

/** The part of an answer of Kubernetes that says no which is of use here. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly name?: string; readonly retryAfterSeconds?: number };
}

/** What Kubernetes calls an answer of a proxy, say, which does not give the reason. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export interface Refused {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter?: string;
  readonly body: string;
}

/** The error that an answer of the API server stands for. @param kind - of what was asked */
export function refusal({ status, retryAfter, body }: Refused, kind?: Kind): KubeError {
  const { reason, message, details = {} } = statusOf(body);
  // Only an object that is missing has a name; for a kind that is unknown the very address is.
  if (status === 404 && kind !== undefined && details.name === undefined) return noSuchKind(kind);
  const seconds = Number(retryAfter ?? details.retryAfterSeconds ?? NaN);
  return new KubeError(
    status,
    // Older than the history is `Expired` for a list and `Gone` for a watch.
    status === 410 ? 'Expired' : reason || REASONS[status] || 'Unknown',
    message || body.trim().slice(0, 500) || `the API server answered ${status}`,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  );
}

export function noSuchKind(kind: Kind): KubeError {
  const { apiVersion } = KINDS[kind];
  return new KubeError(
    404,
    'NoKindMatch',
    `the cluster has no ${kind} of ${apiVersion}: install its CustomResourceDefinition`,
  );
}

function statusOf(body: string): Status {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
