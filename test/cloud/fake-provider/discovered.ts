import { createHash } from 'node:crypto';
import type { Discover } from './planning';
import { isObject, type Value } from './value';

/** Of a resource: its type, its name as it was asked for, and a text that is its own. */
interface Made {
  readonly type: string;
  readonly name: string;
  readonly own: string;
}

const ACCOUNT = '123456789012';
const SUBSCRIPTION = '00000000-0000-0000-0000-00000000000a';

/**
 * What providers make up, in the form in which it is read further on: an output, the name of a host, what the second stack trusts.
 * By type and path; `*` is any type of the provider.
 */
const FORMS: Readonly<Record<string, (made: Made) => string>> = {
  'aws_*.arn': ({ type, name }) => {
    const [, service = '', ...kind] = type.split('_');
    return `arn:aws:${service}:eu-central-1:${ACCOUNT}:${kind.join('-') || 'thing'}/${name}`;
  },
  'aws_vpc.id': ({ own }) => `vpc-${own.slice(0, 17)}`,
  'aws_vpc.owner_id': () => ACCOUNT,
  'aws_efs_file_system.id': ({ own }) => `fs-${own.slice(0, 17)}`,
  'aws_s3_bucket.id': ({ name }) => name,
  'aws_eks_cluster.endpoint': ({ own }) => `https://${own.toUpperCase()}.gr7.eu-central-1.eks.amazonaws.com`,
  'aws_eks_cluster.certificate_authority.data': () => Buffer.from('a certificate').toString('base64'),
  'aws_eks_cluster.identity.oidc.issuer': ({ own }) => `https://oidc.eks.eu-central-1.amazonaws.com/id/${own}`,
  'aws_prometheus_workspace.prometheus_endpoint': ({ own }) =>
    `https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-${own}/`,
  'azurerm_*.id': ({ type, name }) => `/subscriptions/${SUBSCRIPTION}/${type.replace('azurerm_', '')}/${name}`,
  'azurerm_user_assigned_identity.client_id': ({ own }) => uuid(own),
  'azurerm_user_assigned_identity.principal_id': ({ own }) => uuid([...own].reverse().join('')),
  'azurerm_kubernetes_cluster.private_fqdn': ({ name, own }) => `${name}-${own.slice(0, 8)}.privatelink.azmk8s.io`,
  'azurerm_kubernetes_cluster.fqdn': ({ name, own }) => `${name}-${own.slice(0, 8)}.azmk8s.io`,
  'azurerm_storage_account.primary_dfs_host': ({ name }) => `${name}.dfs.core.windows.net`,
  'google_container_cluster.endpoint': () => '192.0.2.2',
  'google_container_cluster.master_auth.cluster_ca_certificate': () => Buffer.from('a certificate').toString('base64'),
  'google_kms_crypto_key.id': ({ name }) =>
    `projects/my-project/locations/europe-west3/keyRings/ring/cryptoKeys/${name}`,
  'azurerm_container_registry.login_server': ({ name }) => `${name}.azurecr.io`,
};

/** What is found out of a resource once it is made. */
export function discovered(type: string, plan: Value): Discover {
  const own = hash(`${type} ${JSON.stringify(plan)}`);
  const made = { type, name: nameOf(plan, own), own };
  const any = `${type.slice(0, type.indexOf('_'))}_*`;
  return (path, kind) => {
    if (kind === 'number') return 1;
    if (kind === 'bool') return false;
    const key = path.join('.');
    const form = FORMS[`${type}.${key}`] ?? FORMS[`${any}.${key}`];
    return form === undefined ? `${type}-${key}-${made.own.slice(0, 8)}` : form(made);
  };
}

/** As it was asked for, or by the beginning that was asked for. */
function nameOf(plan: Value, own: string): string {
  const asked = isObject(plan) ? plan : {};
  for (const key of ['name', 'bucket', 'account_id']) if (typeof asked[key] === 'string') return asked[key];
  for (const key of ['name_prefix', 'bucket_prefix']) {
    if (typeof asked[key] === 'string') return `${asked[key]}${own.slice(0, 8)}`;
  }
  return own.slice(0, 8);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
