import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Access } from './access';

export interface KubeconfigOptions {
  /** @default - the files of KUBECONFIG, or ~/.kube/config */
  readonly file?: string;
  /** @default - the current one of the file */
  readonly context?: string;
}

/**
 * The API server that a kubeconfig names, asked as the user that it names, with whatever brings that user's credentials:
 * certificates, tokens, programs of the clouds, OpenID Connect, proxies.
 *
 * The library that knows all of this is loaded here and nowhere else, and its configuration alone: a process in the cluster
 * needs two files and does not pay for it.
 *
 * @throws Error where there is no such file or context
 */
export async function kubeconfigAccess({ file, context }: KubeconfigOptions = {}): Promise<Access> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  if (file === undefined) config.loadFromDefault();
  else config.loadFromFile(file);
  if (context !== undefined) config.setCurrentContext(context);
  const { currentContext } = config;
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const known = config.contexts.map(({ name }) => name).join(', ') || 'none';
    throw new Error(`kubeconfig: no context ${currentContext || '(current-context is empty)'}; there are: ${known}`);
  }
  // The library refuses an address without TLS, that of `kubectl proxy` say, unless told that nothing is to be verified.
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true });
  return {
    server: cluster.server,
    namespace: config.getContextObject(currentContext)?.namespace ?? 'default',
    async read() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const { ca, cert, key, servername, rejectUnauthorized, auth } = options;
      const basic = auth ? `Basic ${Buffer.from(auth).toString('base64')}` : undefined;
      return {
        headers: texts({ authorization: basic, ...(options.headers as Record<string, unknown>) }),
        tls: {
          ...texts({ ca, cert, key, servername }),
          ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
        },
        ...(cluster.proxyUrl === undefined ? {} : { agent: options.agent as Agent }),
      };
    },
  };
}

function texts(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known.map(([key, value]) => [key, String(value)]));
}
