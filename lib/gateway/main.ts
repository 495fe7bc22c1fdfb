import { Connectable } from './connectable';
import { GatewayServer, type GatewayPorts } from './gateway-server';
import { readSettings, SettingsError } from './settings';
import { ownChoices, versionGateway, withoutBackends, type VersionGateway } from './version-gateway';

/** Starts the gateway of a version by what its environment says. @throws SettingsError */
export async function startGateway(variables: NodeJS.ProcessEnv = process.env): Promise<GatewayServer> {
  return serveVersion(await readSettings(variables));
}

/** Serves a version, and looks after the backends between which it chooses itself. */
export async function serveVersion(served: VersionGateway & GatewayPorts): Promise<GatewayServer> {
  const backends = new Connectable(ownChoices(served), (silent) => gateway.update(withoutBackends(served, silent)));
  const gateway = versionGateway(served, { onClose: () => backends.stop() });
  return GatewayServer.start(gateway, served);
}

/** The part `gateway` of the image: it answers until it is told to end, and ends when everybody has an answer. */
export async function main(): Promise<number> {
  let server: GatewayServer;
  try {
    server = await startGateway();
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    process.stderr.write(`gateway: ${fault.message}\n`);
    return 2;
  }
  const { MYELIN_AXON, MYELIN_VERSION } = process.env;
  process.stdout.write(`gateway of ${MYELIN_VERSION} of ${MYELIN_AXON} answers on port ${server.port}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await server.drain();
  return 0;
}
