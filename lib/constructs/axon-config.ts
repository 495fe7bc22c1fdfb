import type { Construct } from 'constructs';
import { canonicalData } from '../spec/canonical';
import { axonConfigName } from '../spec/derive/names';
import type { AxonSpec } from '../spec/schema/axon';
import type { AxonContext } from './axon-context';
import { configMap } from './config-map';

/** The key under which the ConfigMap holds the spec. */
export const SPEC_KEY = 'axon.json';

/** The axon as the runtime reads it: the expanded spec, and the owner of all that the runtime makes. */
export function axonConfig(
  scope: Construct,
  id: string,
  context: AxonContext,
  annotations: Readonly<Record<string, string>>,
): void {
  const metadata = context.metadata.of(
    axonConfigName(context.name),
    { component: 'axon' },
    { annotations: () => annotations },
  );
  configMap(scope, id, metadata, () => ({ [SPEC_KEY]: reviewable(context.resolved.spec) }));
}

/** Canonical, and a line for each value: who reviews an edit sees the lines that it changed. */
function reviewable(spec: AxonSpec): string {
  return `${JSON.stringify(canonicalData(spec), null, 2)}\n`;
}
