import { publicAddresses } from '../../../lib/runtime/serving/addresses';
import { schemeOf } from '../../../lib/runtime/serving/mesh';
import type { Find } from '../../../lib/runtime/serving/shape';
import type { AxonOptions } from '../../../lib/constructs';
import { synthesizeFile } from '../../constructs/synthesize';

/** What the runtime reads of the objects that constructs write. */
function read(options: AxonOptions) {
  const { axons, objects } = synthesizeFile('test/fixtures/axons/small.yaml', options);
  const find: Find = (kind, name) =>
    objects.find((one) => one['kind'] === kind && one['metadata'].name === name) as ReturnType<Find>;
  const axon = axons[0]!.resolved;
  const [deployer = ''] = axon.deployers.keys();
  return { addresses: publicAddresses({ axon }, find), scheme: schemeOf(axon, deployer, find) };
}

const domain = 'example.com';
const tls = { secretName: 'models-tls' };

test.each<[AxonOptions, string | undefined]>([
  [{ domain }, 'http://api.small.example.com/'],
  [{ domain, tls }, 'https://api.small.example.com/'],
  [{ domain, tls, mesh: 'gateway-api' }, 'https://api.small.example.com/'],
  [{ domain, mesh: 'gateway-api' }, 'http://api.small.example.com/'],
  // Nobody from outside: without a mesh or a domain a certificate has no effect.
  [{ domain, tls, mesh: 'none' }, undefined],
  [{ tls }, undefined],
])('of an axon with %j the world asks %s', (options, address) => {
  const { addresses, scheme } = read(options);
  expect(addresses).toEqual(address === undefined ? {} : { api: address });
  expect(scheme).toBe(address?.startsWith('https') === true ? 'https' : 'http');
});

test('without a Service at rest it is plain', () => {
  expect(schemeOf({ name: 'small' }, 'api', () => undefined)).toBe('http');
});
