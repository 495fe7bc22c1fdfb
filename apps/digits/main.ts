import { Chart, type App } from 'cdk8s';
import { Axon } from '../../lib/constructs/index';

/** The digits loop as Kubernetes objects, from the document that runs on one machine. */
export function chart(app: App): void {
  const digits = new Chart(app, 'digits');
  Axon.fromYaml(digits, 'axon', 'apps/digits/axon.yaml');
}
