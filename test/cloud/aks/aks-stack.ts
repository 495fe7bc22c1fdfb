import { App } from 'cdktf';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AksCluster, type AksClusterProps } from '../../../cloud/aks';

/** A cluster that is right, on a day that stays. */
export const RIGHT: AksClusterProps = {
  name: 'ml',
  region: 'germanywestcentral',
  kubernetesVersion: '1.35',
  tenantId: '00000000-0000-0000-0000-000000000001',
  suffix: '0a1b2c3d',
  today: '2026-11-26',
};

/** With everything that is an option: GPUs on spot, an identity, people. */
export const WHOLE: AksClusterProps = {
  ...RIGHT,
  admins: ['00000000-0000-0000-0000-0000000000aa'],
  nodePools: [
    { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 3, max: 6 },
    { name: 'work', purpose: 'work', machineType: 'Standard_D8ds_v5', min: 1, max: 20 },
    {
      name: 'gpu',
      purpose: 'gpu',
      machineType: 'Standard_NV36ads_A10_v5',
      min: 0,
      max: 4,
      spot: true,
      gpu: { type: 'a10', count: 1 },
    },
  ],
};

// Asserted field by field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** What Terraform reads, as Terraform would, validation of cdktf included. */
export function synthesize(props: AksClusterProps, more: (cluster: AksCluster) => void = () => undefined): Json {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-aks-'));
  try {
    const app = new App({ outdir: folder });
    const cluster = new AksCluster(app, 'aks', { ...props, backend: props.backend ?? { type: 'local' } });
    more(cluster);
    app.node.validate();
    cluster.prepareStack();
    const { '//': _, ...json } = JSON.parse(JSON.stringify(cluster.toTerraform())) as Json;
    return json;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The cluster of digits: its accounts may use the bucket. */
export function ofDigits(cluster: AksCluster): void {
  cluster.identityFor('digits/digits-axon', ['bucket:write', 'registry:pull']);
}
