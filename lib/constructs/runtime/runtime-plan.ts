import type { Construct } from 'constructs';
import type { RuntimeSurroundings } from '../../spec/derive/runtime-access';
import type { Surroundings } from '../../spec/derive/surroundings';
import { isObject } from '../../spec/plain-object';
import { surroundingsOfAxon } from '../access/surroundings';
import { allUses } from '../all-uses';
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
  const [around] = allUses(
    () => surroundingsOfAxon(construct, props),
    () => expectValues(construct, { replicas, secrets }),
    () => expectAddress(construct, 'prometheus', props.prometheus),
    () => expectAddress(construct, 'webhook', webhook),
  );
  const prometheus = props.prometheus ?? `http://prometheus.${around.monitoringNamespace}.svc:9090`;
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

function expectValues(
  { node }: Construct,
  { replicas, secrets }: Required<Pick<AxonRuntimeProps, 'replicas' | 'secrets'>>,
): void {
  const countable = Number.isInteger(replicas) && replicas >= 0;
  const twice = secrets.find((name, index) => secrets.indexOf(name) !== index);
  const faults = [
    ...(countable ? [] : [`replicas must be a whole number that is not negative, got ${show(replicas)}`]),
    ...(twice === undefined ? [] : [`secrets must be different, got ${twice} twice`]),
  ];
  if (faults.length > 0) throw ConstructUseError.of(faults.map((fault) => ({ construct: node.path, fault })));
}

function expectAddress({ node }: Construct, what: string, value: unknown): void {
  const fault = value === undefined ? undefined : addressFault(value);
  if (fault !== undefined) throw new ConstructUseError(node.path, `${what} must ${fault}`);
}

/** What it must be, and is not; a password is not shown again. */
function addressFault(value: unknown): string | undefined {
  if (isObject(value) && typeof value['secret'] === 'string' && typeof value['key'] === 'string') return undefined;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return `be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got ${show(withoutUser(value))}`;
  }
  if (url.username === '' && url.password === '') return undefined;
  return `hold no name and password, which whoever reads the Deployment would see: put the address of ${url.host} into a Secret and name that: { secret, key }, or secret:NAME/KEY on the command line`;
}

/** Text without the name and password before an `@`, of which only a mark is left: it need not be an address at all. */
function withoutUser(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^([a-z][a-z\d+.-]*:)?(\/*).*@/is, '$1$2***@') : value;
}
