import * as http from 'node:http';
import * as https from 'node:https';
import { once } from 'node:events';

/** `/apis/batch/v1/namespaces/x/jobs/name` is about jobs, `/api/v1/namespaces/x/pods` about pods. */
function aboutWhat(path) {
  const words = path.split('/').filter((word) => word !== '');
  const place = words.indexOf('namespaces');
  return place === -1 ? path : (words[place + 2] ?? path);
}

/**
 * Stands between a client and an API server and counts what is asked: method and resource, watches apart. Plain on loopback; the
 * credentials are those of `access`.
 */
export async function countingProxy(access) {
  const counts = new Map();
  const { headers: credentials, tls = {} } = await access.read();
  const agent = new https.Agent({ keepAlive: true, ...tls });
  const server = http.createServer((incoming, outgoing) => {
    const url = new URL(incoming.url, access.server);
    const verb = url.searchParams.get('watch') === 'true' ? 'WATCH' : incoming.method;
    const key = `${verb} ${aboutWhat(url.pathname)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const headers = { ...incoming.headers, ...credentials, host: url.host };
    const passed = https.request(url, { method: incoming.method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Since it was asked last. */
    take() {
      const taken = new Map(counts);
      counts.clear();
      return taken;
    },
    close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
