import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inClusterAccess } from '../../lib/runtime/kube/in-cluster';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'myelin-access-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

describe('in a pod, the API server', () => {
  const env = { KUBERNETES_SERVICE_HOST: '192.0.2.1', KUBERNETES_SERVICE_PORT: '443' };
  const files = { token: 'first\n', 'ca.crt': 'PEM', namespace: 'ml\n' };

  test('is where the kubelet says, and is asked as the account of the pod', async () => {
    write(files);
    const access = inClusterAccess({ env, directory });
    expect(access).toMatchObject({ server: 'https://192.0.2.1:443', namespace: 'ml' });
    expect(await access?.read()).toEqual({ headers: { authorization: 'Bearer first' }, tls: { ca: 'PEM' } });
  });

  test('is asked with the token of the moment', async () => {
    write(files);
    const access = inClusterAccess({ env, directory });
    await access?.read();
    write({ token: 'second' });
    expect((await access?.read())?.headers).toEqual({ authorization: 'Bearer second' });
  });

  test('may have an address of IPv6', () => {
    write(files);
    const access = inClusterAccess({ env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' }, directory });
    expect(access?.server).toBe('https://[fd00::1]:443');
  });

  test('is unknown outside of one', () => {
    expect(inClusterAccess({ env: {}, directory })).toBeUndefined();
  });
});

describe('a kubeconfig', () => {
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  const CONFIG = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'lab' },
    clusters: [
      { name: 'lab', cluster: { server: 'https://192.0.2.1:6443', 'certificate-authority-data': encoded('CA') } },
      { name: 'proxy', cluster: { server: 'http://127.0.0.1:8001' } },
    ],
    users: [
      { name: 'admin', user: { 'client-certificate-data': encoded('CERT'), 'client-key-data': encoded('KEY') } },
      { name: 'token', user: { token: 't' } },
      {
        name: 'cloud',
        user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'node', args: ['login.js'] } },
      },
    ],
    contexts: [
      { name: 'lab', context: { cluster: 'lab', user: 'admin', namespace: 'ml' } },
      { name: 'token', context: { cluster: 'lab', user: 'token' } },
      { name: 'proxy', context: { cluster: 'proxy', user: 'token' } },
      { name: 'cloud', context: { cluster: 'lab', user: 'cloud' } },
    ],
  };

  function kubeconfig(): string {
    write({ config: JSON.stringify(CONFIG) });
    return join(directory, 'config');
  }

  test('says where the server is, which namespace, and what to show', async () => {
    const access = await kubeconfigAccess({ file: kubeconfig() });
    expect(access).toMatchObject({ server: 'https://192.0.2.1:6443', namespace: 'ml' });
    expect(await access.read()).toEqual({ headers: {}, tls: { ca: 'CA', cert: 'CERT', key: 'KEY' } });
  });

  test('has other contexts, of which one may be asked for', async () => {
    const access = await kubeconfigAccess({ file: kubeconfig(), context: 'token' });
    expect(access.namespace).toBe('default');
    expect(await access.read()).toEqual({ headers: { Authorization: 'Bearer t' }, tls: { ca: 'CA' } });
  });

  test('may name a proxy that speaks plain HTTP', async () => {
    const access = await kubeconfigAccess({ file: kubeconfig(), context: 'proxy' });
    expect(await access.read()).toMatchObject({ headers: { Authorization: 'Bearer t' } });
  });

  test('may name a program that logs in', async () => {
    const file = kubeconfig();
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'x' },
    };
    write({ 'login.js': `console.log(${JSON.stringify(JSON.stringify(credential))})` });
    write({ config: JSON.stringify(CONFIG).replace('login.js', join(directory, 'login.js')) });
    const access = await kubeconfigAccess({ file, context: 'cloud' });
    expect((await access.read()).headers).toEqual({ Authorization: 'Bearer x' });
  });

  test('without the context that is asked for says which there are', async () => {
    await expect(kubeconfigAccess({ file: kubeconfig(), context: 'prod' })).rejects.toThrow(
      'kubeconfig: no context prod; there are: lab, token, proxy, cloud',
    );
  });
});
