import type { Construct } from 'constructs';
import { surroundingsOf, type Surroundings } from '../../spec/derive/surroundings';
import { ConstructUseError } from '../axon-error';
import type { AxonOptions } from '../axon-props';
import { expectList, show } from '../construct-use';

/**
 * What lies around an axon, as its options say it.
 *
 * @throws ConstructUseError for a caller that is nobody, which would be everybody
 */
export function surroundingsOfAxon({ node }: Construct, options: AxonOptions): Surroundings {
  const { mesh, gatewayClass, domain, monitoring, surroundings } = options;
  const callers = expectList(node.path, 'surroundings.callers', surroundings?.callers, [Object], A_CALLER);
  for (const [index, caller] of callers.entries()) {
    const { namespace, account } = caller as { readonly namespace?: unknown; readonly account?: unknown };
    if ([namespace, account].some((name) => typeof name === 'string' && name !== '')) continue;
    const fault = `surroundings.callers[${index}] must be ${A_CALLER}, got ${show(caller)} with neither`;
    throw new ConstructUseError(node.path, fault);
  }
  const given = { ...(mesh === undefined ? {} : { mesh }), ...(gatewayClass === undefined ? {} : { gatewayClass }) };
  return surroundingsOf({ ...given, open: domain !== undefined, scraped: monitoring !== 'none' }, surroundings);
}

const A_CALLER = 'an object with namespace, account or both';
