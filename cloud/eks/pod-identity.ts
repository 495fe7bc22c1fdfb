import { Construct } from 'constructs';
import { EksPodIdentityAssociation, IamRole, IamRolePolicy } from '../l1/aws';
import { Fn } from '../l1/core';
import { shortHash } from '../l1/hash';
import type { Permission, ServiceAccountIdentity } from '../shared/cluster-outputs';
import type { Bucket } from './bucket';
import type { EksPlan } from './eks-plan';
import type { Registry } from './registry';
import { policy, role, roleName, type Statement } from './roles';

/** What a ServiceAccount of the cluster becomes a role by. */
export interface IdentityProps {
  readonly plan: EksPlan;
  readonly clusterName: string;
  readonly accountId: string;
  /** Provider of OpenID Connect, where ServiceAccounts become roles by it. */
  readonly issuer: { readonly arn: string; readonly url: string } | undefined;
  readonly bucket: Bucket;
  readonly registry: Registry;
  readonly dataKeyArn: string;
}

/** Where the agent of Pod Identity answers on each node, by HTTP. */
const AGENT = { cidr: '169.254.170.23/32', ports: [80] };

/** The role of one ServiceAccount, with no more than what its permissions take. */
export class PodIdentity extends Construct {
  public readonly role: IamRole;
  public readonly identity: ServiceAccountIdentity;

  public constructor(
    scope: Construct,
    id: string,
    namespace: string,
    account: string,
    permissions: readonly Permission[],
    props: IdentityProps,
  ) {
    super(scope, id);
    const { plan, issuer } = props;
    const statements = permissions.flatMap((permission) => statementsOf(permission, props));
    if (issuer === undefined) {
      this.role = role(this, 'role', plan, {
        name: shortName(plan, namespace, account),
        trusts: { service: 'pods.eks', accountId: props.accountId, namespace, serviceAccount: account },
        statements,
      });
      new EksPodIdentityAssociation(this, 'association', {
        clusterName: props.clusterName,
        namespace,
        serviceAccount: account,
        roleArn: this.role.arn,
      });
    } else {
      this.role = new IamRole(this, 'role', {
        name: roleName(plan, shortName(plan, namespace, account)),
        assumeRolePolicy: trustOf(issuer, namespace, account),
        permissionsBoundary: plan.permissionsBoundary,
      });
      new IamRolePolicy(this, 'role-policy', { role: this.role.id, name: 'permissions', policy: policy(statements) });
    }
    // Without a way to the Internet, AWS itself is reached by addresses of the network.
    const endpoints = plan.egress === 'endpoints' ? [{ cidr: plan.cidr, ports: [443] }] : [];
    this.identity = {
      annotations: issuer === undefined ? {} : { 'eks.amazonaws.com/role-arn': this.role.arn },
      podLabels: {},
      egress: issuer === undefined ? [AGENT, ...endpoints] : endpoints,
    };
  }
}

/** Names of roles are short; what does not fit ends in a part of its hash. */
function shortName(plan: EksPlan, namespace: string, account: string): string {
  const whole = `${namespace}-${account}`;
  const room = 64 - roleName(plan, '').length;
  if (whole.length <= room) return whole;
  return `${whole.slice(0, room - 7)}-${shortHash(whole, 6)}`;
}

function trustOf(issuer: { arn: string; url: string }, namespace: string, account: string): string {
  const host = Fn.replace(issuer.url, 'https://', '');
  return policy([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: issuer.arn },
      Condition: {
        StringEquals: {
          [`${host}:sub`]: `system:serviceaccount:${namespace}:${account}`,
          [`${host}:aud`]: 'sts.amazonaws.com',
        },
      },
    },
  ]);
}

function statementsOf(permission: Permission, { bucket, registry, dataKeyArn }: IdentityProps): readonly Statement[] {
  const objects = `${bucket.bucket.arn}/*`;
  const repositories = registry.repositories.map((one) => one.arn);
  const login: Statement = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
  switch (permission) {
    case 'bucket:read':
      return [
        { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: bucket.bucket.arn },
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: objects },
        { Effect: 'Allow', Action: 'kms:Decrypt', Resource: dataKeyArn },
      ];
    case 'bucket:write':
      return [
        {
          Effect: 'Allow',
          Action: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
          Resource: objects,
        },
        // A part of an upload is read back when the whole is put together.
        { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: dataKeyArn },
      ];
    case 'registry:pull':
      return [
        login,
        {
          Effect: 'Allow',
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
          Resource: repositories,
        },
      ];
    case 'registry:push':
      return [
        login,
        {
          Effect: 'Allow',
          Action: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:InitiateLayerUpload',
            'ecr:UploadLayerPart',
            'ecr:CompleteLayerUpload',
            'ecr:PutImage',
            'ecr:BatchGetImage',
          ],
          Resource: repositories,
        },
      ];
  }
}
