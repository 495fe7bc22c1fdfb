import { KubeError } from './kube';

/** What keeps somebody who asks the API server time and again from going on; shown while it lasts. */
export interface KubeFault {
  /** In one word: `Unreachable`, `Forbidden`. */
  readonly reason: string;
  readonly message: string;
  /** Of the first failure in a row. Milliseconds since 1970. */
  readonly since: number;
}

/** @param before - the fault that was there already: the time is its */
export function faultOf(error: unknown, before: KubeFault | undefined): KubeFault {
  const since = before?.since ?? Date.now();
  if (error instanceof KubeError) return { reason: error.reason, message: error.message, since };
  return { reason: 'InternalError', message: (error as Error).message, since };
}
