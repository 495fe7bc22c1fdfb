import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SurroundingsProps } from '../../lib/spec/derive/surroundings';
import { mustKubectl } from './kubectl';
import { answered, type Answer } from './traffic';

const NAME = 'door';
const LABELS = { istio: 'myelin-door' };

/** Where the world asks, on the loopback of this machine. */
interface Ports {
  readonly http: number;
  readonly https: number;
}

/**
 * An ingress gateway of Istio for a test alone, in a namespace of its own: the one of the lab has no port for TLS. Its
 * certificate is made for one host, and nobody but the test trusts it.
 */
export class TlsDoor {
  /** What an axon has to know of it. */
  readonly surroundings: SurroundingsProps;
  readonly tls = { secretName: 'models-tls' };
  private readonly certificate: string;
  private ports: Ports = { http: 0, https: 0 };

  constructor(
    private readonly namespace: string,
    private readonly host: string,
  ) {
    this.surroundings = { ingressNamespace: namespace, ingressAccount: NAME, ingressLabels: LABELS };
    const { key, certificate } = certificateFor(host);
    this.certificate = certificate;
    mustKubectl(
      ['create', '-f', '-'],
      [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } },
        },
      ],
    );
    mustKubectl(['apply', '-n', namespace, '-f', '-'], [...gatewayObjects(), this.secret(key)]);
  }

  private secret(key: string): object {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: this.tls.secretName },
      stringData: { 'tls.key': key, 'tls.crt': this.certificate },
    };
  }

  /** Until its pod is there. */
  open(): void {
    const at = ['-n', this.namespace];
    mustKubectl(['wait', ...at, '--for=condition=Available', '--timeout=180s', `deployment/${NAME}`]);
    const { stdout } = mustKubectl(['get', ...at, 'service', NAME, '-o', 'json']);
    const { spec } = JSON.parse(stdout) as { spec: { ports: { name: string; nodePort: number }[] } };
    const port = (name: string) => spec.ports.find((one) => one.name === name)!.nodePort;
    this.ports = { http: port('http2'), https: port('https') };
  }

  /** One request by HTTPS, the certificate held against the host. */
  ask(path: string): Promise<Answer> {
    const { host, certificate: ca } = this;
    return answered((done) =>
      securely(
        { host: '127.0.0.1', port: this.ports.https, path, ca, servername: host, headers: { host }, timeout: 10_000 },
        done,
      ),
    );
  }

  /** One request by plain HTTP. @returns the status, and where it leads */
  async askPlainly(path: string): Promise<string> {
    const { host } = this;
    let location = '';
    const { status } = await answered((done) =>
      plainly({ host: '127.0.0.1', port: this.ports.http, path, headers: { host }, timeout: 10_000 }, (response) => {
        location = response.headers.location ?? '';
        done(response);
      }),
    );
    return `${status} ${location}`;
  }
}

function certificateFor(host: string): { readonly key: string; readonly certificate: string } {
  const dir = mkdtempSync(join(tmpdir(), 'myelin-tls-'));
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-nodes', '-days', '1', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'].concat([
        '-subj',
        '/CN=myelin-test',
        '-addext',
        `subjectAltName=DNS:${host}`,
        '-keyout',
        key,
        '-out',
        certificate,
      ]),
      { stdio: 'pipe' },
    );
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A gateway as Istio's guide has it: the injector fills in the proxy; its account reads the certificates beside it. */
function gatewayObjects(): readonly object[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: NAME },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: NAME },
      roleRef: { apiGroup: rbac, kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: NAME },
      spec: {
        selector: { matchLabels: LABELS },
        template: {
          metadata: {
            annotations: { 'inject.istio.io/templates': 'gateway' },
            labels: LABELS,
          },
          // The image may be one that only the node has.
          spec: {
            serviceAccountName: NAME,
            containers: [{ name: 'istio-proxy', image: 'auto', imagePullPolicy: 'IfNotPresent' }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: NAME },
      spec: {
        type: 'NodePort',
        selector: LABELS,
        ports: [
          { name: 'http2', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
        ],
      },
    },
  ];
}
