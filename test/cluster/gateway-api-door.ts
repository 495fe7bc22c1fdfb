import { kubectl, mustKubectl } from './kubectl';

const GATEWAY_CLASSES = 'test/fixtures/gateway-classes.yaml';

/** Istio makes pods for Gateways only where there are classes of them, which MYELIN_CRDS has not. @returns the file, if it was new */
export function ensureGatewayClasses(): readonly string[] {
  if (kubectl(['get', '-f', GATEWAY_CLASSES]).code === 0) return [];
  mustKubectl(['create', '-f', GATEWAY_CLASSES]);
  return [GATEWAY_CLASSES];
}

/** The address of the door, once Istio has made one. */
export function doorOf(namespace: string): string {
  const deployment = 'deployment/by-hand-ingress-istio';
  for (const condition of ['create', 'condition=Available']) {
    mustKubectl(['wait', '-n', namespace, `--for=${condition}`, '--timeout=120s', deployment]);
  }
  const service = ['get', 'service', '-n', namespace, 'by-hand-ingress-istio'];
  const port = mustKubectl([...service, '-o', 'jsonpath={.spec.ports[?(@.port==80)].nodePort}']).stdout;
  return `http://127.0.0.1:${port}`;
}
