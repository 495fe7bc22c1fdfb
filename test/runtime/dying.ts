import type { Kube } from '../../lib/runtime/kube/kube';

/** A process that is killed at one of its requests: it has been sent or not, and nothing follows. */
export function dyingAt(kube: Kube, request: number, sent: boolean): Kube {
  let asked = 0;
  return new Proxy(kube, {
    get(target, key: keyof Kube) {
      const method = target[key];
      if (typeof method !== 'function') return method;
      return async (...values: never[]): Promise<unknown> => {
        asked += 1;
        if (asked < request) return (method as (...of: never[]) => unknown).apply(target, values);
        if (asked === request && sent) await (method as (...of: never[]) => Promise<unknown>).apply(target, values);
        return new Promise(() => undefined);
      };
    },
  });
}
