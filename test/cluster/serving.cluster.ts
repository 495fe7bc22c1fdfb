import { synthesizeFile } from '../constructs/synthesize';
import { doorOf, ensureGatewayClasses } from './gateway-api-door';
import { Hammer, predict, type Hit } from './hammer';
import { mustKubectl } from './kubectl';
import { ensureCrds, onCluster, removeCrds } from './requirements';
import { ServedDeployer } from './served-deployer';
import { createNamespace, deleteNamespace } from './test-namespace';

const { MYELIN_LAB_INGRESS, MYELIN_TASK_IMAGE, MYELIN_RUNTIME_IMAGE } = process.env;

describe.each(['istio', 'gateway-api'] as const)('%s', (mesh) => {
  onCluster('versions that replace each other', ['cluster', 'ingress', 'taskImage', 'runtimeImage'], () => {
    const namespace = `myelin-serving-${mesh === 'istio' ? 'i' : 'g'}-${process.pid}`;
    const host = `api.by-hand.${namespace}.example.com`;
    let door: string;
    let made: readonly string[] = [];
    let served: ServedDeployer;
    let [old, young] = ['', ''];

    beforeAll(async () => {
      if (mesh === 'gateway-api') made = [...ensureCrds('gateway-api.yaml'), ...ensureGatewayClasses()];
      createNamespace(namespace, { injected: true });
      const axon = synthesizeFile('test/fixtures/by-hand/axon.yaml', {
        mesh,
        domain: `${namespace}.example.com`,
        runtimeImage: MYELIN_RUNTIME_IMAGE!,
        parameterValues: { image: MYELIN_TASK_IMAGE! },
      });
      mustKubectl(['apply', '-n', namespace, '-f', '-'], axon.objects);
      served = await ServedDeployer.of(axon.axons[0]!.resolved, namespace);
      door = mesh === 'istio' ? MYELIN_LAB_INGRESS! : doorOf(namespace);
      old = await served.version('0000000a');
      await until(async () => (await predict(door, host)).status === 200);
    }, 400_000);
    afterAll(async () => {
      await served?.stop();
      deleteNamespace(namespace);
      removeCrds(made);
    }, 200_000);

    test('no request is lost while a version takes over, is weighed at 10 in 100, and the old one goes', async () => {
      const hammer = new Hammer(door, host, 8);
      await seconds(3);
      young = await served.version('0000000b');
      await until(() => Promise.resolve(hammer.hits.some(({ version }) => version === young)));
      const from = hammer.hits.length;
      await until(() => Promise.resolve(hammer.hits.length >= from + 2000));
      const split = hammer.hits.slice(from, from + 2000);
      await served.retire(old);
      await seconds(3);
      await hammer.stop();
      const faults = hammer.faults;
      process.stderr.write(
        `${mesh}: ${hammer.hits.length} requests, ${faults.length} lost, ${share(split, young)} to the newest\n`,
      );
      expect(faults.slice(0, 5)).toEqual([]);
      expect(share(split, young)).toBeGreaterThan(0.06);
      expect(share(split, young)).toBeLessThan(0.14);
      const backends = hammer.hits.filter(({ backend }) => backend === 'a').length / hammer.hits.length;
      expect(backends).toBeGreaterThan(0.6);
      expect(backends).toBeLessThan(0.8);
      expect(hammer.hits.at(-1)!.version).toBe(young);
    }, 300_000);

    test('the address of the one that is gone says so', async () => {
      expect(await predict(door, host, `/versions/${young}/predict`)).toMatchObject({ status: 200, version: young });
      expect(await predict(door, host, `/versions/${old}/predict`)).toMatchObject({
        status: 410,
        fault: expect.stringContaining('is gone'),
      });
    }, 60_000);
  });
});

function share(hits: readonly Hit[], name: string): number {
  return hits.filter(({ version }) => version === name).length / hits.length;
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await seconds(0.2);
}
