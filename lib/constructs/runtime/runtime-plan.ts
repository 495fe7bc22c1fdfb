import type { Construct } from 'constructs';
import type { RuntimeSurroundings } from '../../spec/derive/runtime-access';
import type { Surroundings } from '../../spec/derive/surroundings';
import { surroundingsOfAxon } from '../access/surroundings';
import { ConstructUseError } from '../axon-error';
import { show } from '../construct-use';
import { readImageLock } from '../image-lock';
import { runtimeImageReference } from '../image-reference';
import type { AxonRuntimeProps } from './runtime-props';

/** The installation with nothing left open. */
export interface RuntimePlan extends Required<Pick<AxonRuntimeProps, 'image' | 'replicas' | 'secrets' | 'labels'>> {
  readonly props: AxonRuntimeProps;
  readonly namespace: string | undefined;
  readonly surroundings: Surroundings & RuntimeSurroundings;
}

/** @throws ConstructUseError for what no cluster takes */
export function runtimePlan(construct: Construct, props: AxonRuntimeProps, namespace: string | undefined): RuntimePlan {
  const { replicas = 1, secrets = [], webhook } = props;
  const refuse = (what: string) => new ConstructUseError(construct.node.path, what);
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw refuse(`replicas must be a whole number that is not negative, got ${show(replicas)}`);
  }
  const twice = secrets.find((name, index) => secrets.indexOf(name) !== index);
  if (twice !== undefined) throw refuse(`secrets must be different, got ${twice} twice`);
  const around = surroundingsOfAxon(construct, props);
  const prometheus = props.prometheus ?? `http://prometheus.${around.monitoringNamespace}.svc:9090`;
  expectAddress('prometheus', prometheus, refuse);
  if (typeof webhook === 'string') expectAddress('webhook', webhook, refuse);
  return {
    props,
    image: runtimeImageReference(props.image, readImageLock(construct.node.path, props.imageLock, undefined)),
    replicas,
    secrets,
    labels: props.labels ?? {},
    namespace,
    surroundings: {
      ...around,
      prometheus,
      ...(namespace === undefined ? {} : { namespace }),
      ...(webhook === undefined ? {} : { webhook }),
    },
  };
}

function expectAddress(what: string, value: unknown, refuse: (what: string) => ConstructUseError): void {
  if (typeof value === 'string' && /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) return;
  throw refuse(`${what} must be an address such as http://prometheus.monitoring.svc:9090, got ${show(value)}`);
}
