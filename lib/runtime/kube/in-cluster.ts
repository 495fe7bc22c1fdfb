import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Access } from './access';

/** Where the kubelet puts the token of a pod's account. */
const ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  /** Has `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`, which the kubelet gives to every container. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default /var/run/secrets/kubernetes.io/serviceaccount */
  readonly directory?: string;
}

/**
 * The API server of the cluster that this process is a pod of, asked as the pod's account.
 *
 * @returns undefined where the process is in no pod
 */
export function inClusterAccess({ env, directory = ACCOUNT_DIRECTORY }: InClusterOptions): Access | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (host === undefined || port === undefined) return undefined;
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: readFileSync(join(directory, 'namespace'), 'utf8').trim(),
    async read() {
      const [token, ca] = await Promise.all([
        readFile(join(directory, 'token'), 'utf8'),
        readFile(join(directory, 'ca.crt'), 'utf8'),
      ]);
      return { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
    },
  };
}
