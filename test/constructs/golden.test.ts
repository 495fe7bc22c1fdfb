import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeFile } from './synthesize';

const axon = 'test/fixtures/axons/small.yaml';
const golden = join(__dirname, '..', 'golden', 'small.k8s.yaml');

test('the small axon becomes the manifests of test/golden', () => {
  const text = synthesizeFile(axon, { domain: 'example.com' }).app.synthYaml();
  // Written by hand with MYELIN_GOLDEN=write, and read in review; CI never sets it.
  if (process.env['MYELIN_GOLDEN'] === 'write') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});

test('the same axon gives the same bytes', () => {
  const [one, other] = [synthesizeFile(axon), synthesizeFile(axon)];
  expect(one.app.synthYaml()).toBe(other.app.synthYaml());
});

test('construct ids are a public contract', () => {
  const [tree] = synthesizeFile(axon, { domain: 'example.com' }).axons;
  expect(tree!.node.findAll().map(({ node }) => node.path)).toEqual([
    'chart/small',
    'chart/small/Spec',
    'chart/small/Spec/Resource',
    'chart/small/Account',
    'chart/small/Account/Resource',
    'chart/small/Runtime',
    'chart/small/Runtime/Resource',
    'chart/small/Runtime/Binding',
    'chart/small/Network',
    'chart/small/Network/Resource',
    'chart/small/Store',
    'chart/small/Store/Resource',
    'chart/small/StoreJob',
    'chart/small/StoreJob/Resource',
    'chart/small/Tasks',
    'chart/small/Tasks/Prepare',
    'chart/small/Tasks/Prepare/Access',
    'chart/small/Tasks/Prepare/Access/Network',
    'chart/small/Tasks/Prepare/Access/Network/Resource',
    'chart/small/Tasks/Prepare/Resource',
    'chart/small/Tasks/Train',
    'chart/small/Tasks/Train/Access',
    'chart/small/Tasks/Train/Access/Network',
    'chart/small/Tasks/Train/Access/Network/Resource',
    'chart/small/Tasks/Train/Resource',
    'chart/small/Tasks/Serve',
    'chart/small/Tasks/Serve/Access',
    'chart/small/Tasks/Serve/Access/Account',
    'chart/small/Tasks/Serve/Access/Account/Resource',
    'chart/small/Tasks/Serve/Access/Network',
    'chart/small/Tasks/Serve/Access/Network/Resource',
    'chart/small/Tasks/Serve/Access/Guard',
    'chart/small/Tasks/Serve/Access/Guard/Resource',
    'chart/small/Tasks/Serve/Access/Guard/PeerAuthentication',
    'chart/small/Tasks/Serve/Resource',
    'chart/small/Tasks/Serve/Service',
    'chart/small/Tasks/Serve/Service/Resource',
    'chart/small/Tasks/Serve/DisruptionBudget',
    'chart/small/Tasks/Serve/DisruptionBudget/Resource',
    'chart/small/Tasks/Serve/TrafficPolicy',
    'chart/small/Tasks/Serve/TrafficPolicy/Resource',
    'chart/small/Sensors',
    'chart/small/Sensors/start',
    'chart/small/Sensors/deploy',
    'chart/small/Deployers',
    'chart/small/Deployers/api',
    'chart/small/Deployers/api/Resource',
    'chart/small/Deployers/api/Service',
    'chart/small/Deployers/api/Service/Resource',
    'chart/small/Deployers/api/Access',
    'chart/small/Deployers/api/Access/Account',
    'chart/small/Deployers/api/Access/Account/Resource',
    'chart/small/Deployers/api/Access/Network',
    'chart/small/Deployers/api/Access/Network/Resource',
    'chart/small/Deployers/api/Access/Guard',
    'chart/small/Deployers/api/Access/Guard/Resource',
    'chart/small/Deployers/api/Access/Guard/PeerAuthentication',
    'chart/small/Deployers/api/Route',
    'chart/small/Deployers/api/Route/Resource',
    'chart/small/Deployers/api/DisruptionBudget',
    'chart/small/Deployers/api/DisruptionBudget/Resource',
    'chart/small/Deployers/api/TrafficPolicy',
    'chart/small/Deployers/api/TrafficPolicy/Resource',
    'chart/small/Ingress',
    'chart/small/Ingress/Resource',
  ]);
});
