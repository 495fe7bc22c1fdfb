import { RUNTIME_METRICS_PORT, RUNTIME_OPERATOR_PORT, RUNTIME_PORT } from '../spec/derive/ports';

/** What the installation tells the process; everything else it finds in the cluster. */
export interface Settings {
  /** @default - that of the account or context */
  readonly namespace?: string;
  /** By which runtimes are told apart: a container that was restarted is the same. */
  readonly pod: string;
  /** For pods and callers. */
  readonly port: number;
  /** For a Prometheus. */
  readonly metricsPort: number;
  /** For operators, on the pod's own loopback. */
  readonly operatorPort: number;
  /** Address of the Prometheus that is asked about alerts. @default - none, and every alert is Unknown */
  readonly prometheus?: string;
  /** Secrets of triggers: a folder for each, a file for each key. @default - none */
  readonly secretsDir?: string;
  /** Told of what a person wants to know. @default - nobody */
  readonly webhook?: string;
}

/** @throws SettingsError */
export function readSettings(env: Readonly<Record<string, string | undefined>>, host: string): Settings {
  const said = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const optional = <K extends string>(key: K, name: string) =>
    (said(name) === undefined ? {} : { [key]: said(name)! }) as { [key in K]?: string };
  return {
    ...optional('namespace', 'MYELIN_NAMESPACE'),
    pod: said('MYELIN_POD') ?? host,
    port: portOf('PORT', said('PORT'), RUNTIME_PORT),
    metricsPort: portOf('MYELIN_METRICS_PORT', said('MYELIN_METRICS_PORT'), RUNTIME_METRICS_PORT),
    operatorPort: portOf('MYELIN_OPERATOR_PORT', said('MYELIN_OPERATOR_PORT'), RUNTIME_OPERATOR_PORT),
    ...optional('prometheus', 'MYELIN_PROMETHEUS'),
    ...optional('secretsDir', 'MYELIN_SECRETS_DIR'),
    ...optional('webhook', 'MYELIN_WEBHOOK'),
  };
}

/** The installation tells the process something that cannot be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

function portOf(name: string, text: string | undefined, standard: number): number {
  if (text === undefined) return standard;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SettingsError(`${name} is a port from 0 to 65535, got ${text}`);
}
