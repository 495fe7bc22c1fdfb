import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { PromqlAnswer } from '../../lib/engine/promql/evaluate';
import { prometheus } from '../../lib/runtime/alerts/prometheus';
import { formatLabels } from '../../lib/engine/promql/labels';
import type { Series } from '../../lib/engine/promql/series';

/** A real Prometheus that holds the given series and scrapes nothing. */
export class Prometheus {
  private constructor(
    private readonly process: ChildProcess,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** @param binary path of `prometheus`; `promtool` is beside it or on the path */
  static async start(binary: string, series: readonly Series[]): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'myelin-prometheus-'));
    const beside = join(dirname(binary), 'promtool');
    writeFileSync(join(folder, 'series.txt'), openMetrics(series));
    writeFileSync(join(folder, 'prometheus.yml'), '');
    const data = join(folder, 'data');
    const load = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'series.txt'), data];
    execFileSync(existsSync(beside) ? beside : 'promtool', load, { stdio: 'ignore' });

    const address = `127.0.0.1:${await freePort()}`;
    const options = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
    ];
    const server = new Prometheus(spawn(binary, options, { stdio: 'ignore' }), `http://${address}`, folder);
    await server.ready();
    return server;
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (this.process.exitCode !== null) throw new Error(`prometheus ended with ${this.process.exitCode}`);
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await setTimeout(100);
    }
    throw new Error('prometheus does not become ready');
  }

  async majorVersion(): Promise<number> {
    const answer = await this.get('/api/v1/status/buildinfo');
    return parseInt((answer as { data: { version: string } }).data.version, 10);
  }

  query(query: string, atMs: number): Promise<PromqlAnswer> {
    return prometheus(this.url)(query, { timeout: 30_000, at: atMs });
  }

  private async get(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    if (this.process.exitCode === null && this.process.kill()) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function openMetrics(series: readonly Series[]): string {
  const lines = series.flatMap(({ labels, samples }) => {
    const { __name__: name = '', ...rest } = labels;
    const text = `${name}${formatLabels(rest).replaceAll(', ', ',')}`;
    return samples.map(({ t, v }) => `${text} ${String(v).replace('Infinity', 'Inf')} ${t / 1000}`);
  });
  return [...lines, '# EOF', ''].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
