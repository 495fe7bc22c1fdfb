import type { KubernetesObject } from '../kubernetes-object';

/** How long a model may take to load before its server answers, in milliseconds, when nothing is said. */
const DEFAULT_PATIENCE = 600_000;
const STARTUP_PERIOD_SECONDS = 5;

export interface ServerProbes {
  /** Asked by HTTP. @default - it counts as ready when its port is open */
  readonly path?: string;
  /** Name of the port on which that path is. @default - that on which requests are answered */
  readonly port?: string;
  /** Milliseconds from start to the first answer. @default 600000 */
  readonly patience?: number;
}

/** How long the startup probe waits, in seconds. */
export function startSeconds({ patience = DEFAULT_PATIENCE }: ServerProbes): number {
  return STARTUP_PERIOD_SECONDS * startAttempts(patience);
}

function startAttempts(patience: number): number {
  return Math.max(1, Math.ceil(patience / 1000 / STARTUP_PERIOD_SECONDS));
}

/** Probes of a container that answers requests on the port that it calls `http`. */
export function serverProbes({
  path,
  port = 'http',
  patience = DEFAULT_PATIENCE,
}: ServerProbes): Record<string, KubernetesObject> {
  const open = { tcpSocket: { port: 'http' } };
  const answers = path === undefined ? open : { httpGet: { path, port } };
  return {
    startupProbe: {
      ...answers,
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: startAttempts(patience),
    },
    readinessProbe: { ...answers, periodSeconds: 5, timeoutSeconds: 5 },
    livenessProbe: { ...open, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
