import { metricsRoute } from '../../control/metrics-route';
import { operatorRoutes } from '../../control/operator-routes';
import type { ControlPort, MetricsSupplier } from '../../control/ports';
import { processRoutes } from '../../control/process-routes';
import { RUNTIME_OPERATOR_PORT } from '../../spec/derive/ports';
import { startServer, type RunningServer } from '../../control/server';

export interface RuntimePorts {
  readonly processes: number;
  readonly metrics: number;
  /** @default RUNTIME_OPERATOR_PORT */
  readonly operators?: number;
}

/** The three ports of the runtime: who reaches one says what may be asked there. */
export async function startRuntimeServers(
  control: ControlPort,
  metrics: readonly MetricsSupplier[],
  ports: RuntimePorts,
): Promise<{ readonly ports: Required<RuntimePorts>; close(): Promise<void> }> {
  const started: RunningServer[] = [];
  const close = async () => {
    await Promise.all(started.map((server) => server.close()));
  };
  const start = async (options: Parameters<typeof startServer>[0]) => {
    const server = await startServer(options);
    started.push(server);
    return server.port;
  };
  // `::` takes IPv4 too, unless the node has no IPv6 at all.
  const everywhere = async (port: number, routes: Parameters<typeof startServer>[0]['routes']) => {
    try {
      return await start({ port, hostname: '::', routes });
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EAFNOSUPPORT') throw fault;
      return start({ port, hostname: '0.0.0.0', routes });
    }
  };
  try {
    const { operators: operatorPort = RUNTIME_OPERATOR_PORT } = ports;
    const operators = await start({ port: operatorPort, routes: operatorRoutes(control) });
    const scraped = await everywhere(ports.metrics, [metricsRoute(metrics)]);
    const processes = await everywhere(ports.processes, processRoutes(control));
    return { ports: { processes, metrics: scraped, operators }, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}
