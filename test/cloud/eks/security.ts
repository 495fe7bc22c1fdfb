import { at, each, put, type Block, type SecurityProperty } from '../security-property';
import { resourcesOf, type TerraformJson } from '../synth';

/** Holds where the policy of every resource of the type denies what does not come over TLS. */
function overTls(name: string, type: string): SecurityProperty {
  return {
    name,
    holds: (stack) =>
      resourcesOf(stack, type).every((one) => {
        const { Statement } = JSON.parse(one['policy'] as string) as { Statement: Block[] };
        return Statement.some(
          (statement) =>
            statement['Effect'] === 'Deny' && at(statement, 'Condition.Bool.aws:SecureTransport') === 'false',
        );
      }),
    flip: (stack) => put(resourcesOf(stack, type)[0], 'policy', '{"Statement":[]}'),
  };
}

/** What may do everything: a statement that allows any action on anything. */
function allowsAll(policy: unknown): boolean {
  const { Statement } = JSON.parse(policy as string) as { Statement: Block[] };
  return Statement.some(({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('*'));
}

/** Statements by which something may become a role, of the roles that a service may become. */
function trusted(stack: TerraformJson, service: string): readonly Block[] {
  return resourcesOf(stack, 'aws_iam_role').flatMap((role) => {
    const { Statement } = JSON.parse(role['assume_role_policy'] as string) as { Statement: Block[] };
    return Statement.filter((statement) => at(statement, 'Principal.Service') === `${service}.amazonaws.com`);
  });
}

/** Holds where each role that a service may become has these conditions; each of them is lost by itself. */
function boundBy(name: string, service: string, operator: string, key: string, right: RegExp): SecurityProperty {
  const found = (statement: Block) => (at(statement, `Condition.${operator}`) as Block | undefined)?.[key] ?? '';
  return {
    name,
    holds: (stack) => {
      const all = trusted(stack, service);
      return all.length > 0 && all.every((statement) => right.test(String(found(statement))));
    },
    flip: (stack) => {
      const role = resourcesOf(stack, 'aws_iam_role').findLast((one) =>
        (one['assume_role_policy'] as string).includes(`"${service}.amazonaws.com"`),
      ) as Block;
      const policy = JSON.parse(role['assume_role_policy'] as string) as { Statement: Block[] };
      for (const statement of policy.Statement) delete (at(statement, `Condition.${operator}`) as Block)[key];
      role['assume_role_policy'] = JSON.stringify(policy);
    },
  };
}

/** The one policy of the endpoint to S3. */
function ofS3(stack: TerraformJson): { readonly block: Block; readonly statements: readonly Block[] } {
  const block = resourcesOf(stack, 'aws_vpc_endpoint').find((one) => one['vpc_endpoint_type'] === 'Gateway') as Block;
  const { Statement } = JSON.parse((block['policy'] as string | undefined) ?? '{"Statement":[]}') as {
    Statement: Block[];
  };
  return { block, statements: Statement };
}

const IN_ACCOUNT = '\\$\\{aws_vpc\\.network_vpc\\.owner_id\\}';
const OF_ACCOUNT = new RegExp(`^${IN_ACCOUNT}$`);
const OF_CLUSTER = new RegExp(`^arn:aws:eks:eu-central-1:${IN_ACCOUNT}:cluster/ml$`);
const ONE_NAME = /^[a-z0-9-]+$/;

const EVERY_LOG = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];
const OF_KEY = /^\$\{aws_kms_key\.keys_data\.arn\}$/;
const CLUSTER = 'aws_eks_cluster';
const BLOCK = 'aws_s3_bucket_public_access_block';

export const SECURITY: readonly SecurityProperty[] = [
  each('the API server answers within the network', CLUSTER, 'vpc_config.endpoint_private_access', true, false),
  each('the API server does not answer the Internet', CLUSTER, 'vpc_config.endpoint_public_access', false, true),
  each('Secrets are encrypted', CLUSTER, 'encryption_config.resources', ['secrets'], []),
  each('Secrets have a key of their own', CLUSTER, 'encryption_config.provider.key_arn', /keys_secrets/, undefined),
  each('every log of the control plane is kept', CLUSTER, 'enabled_cluster_log_types', EVERY_LOG, ['api']),
  each('who comes in has an access entry', CLUSTER, 'access_config.authentication_mode', 'API', 'CONFIG_MAP'),
  each('who made it has no rights', CLUSTER, 'access_config.bootstrap_cluster_creator_admin_permissions', false, true),
  each('logs are encrypted', 'aws_cloudwatch_log_group', 'kms_key_id', OF_KEY, undefined),
  each('logs are kept for 90 days', 'aws_cloudwatch_log_group', 'retention_in_days', 90, 0),
  each('keys are rotated', 'aws_kms_key', 'enable_key_rotation', true, false),
  each('keys can be called back for 30 days', 'aws_kms_key', 'deletion_window_in_days', 30, 7),
  each('metadata asks for a session', 'aws_launch_template', 'metadata_options.http_tokens', 'required', 'optional'),
  each('metadata answers no pod', 'aws_launch_template', 'metadata_options.http_put_response_hop_limit', 1, 2),
  each('disks of nodes are encrypted', 'aws_launch_template', 'block_device_mappings.ebs.encrypted', 'true', 'false'),
  each('no subnet gives public addresses', 'aws_subnet', 'map_public_ip_on_launch', false, true),
  each('the whole traffic of the network is logged', 'aws_flow_log', 'traffic_type', 'ALL', 'REJECT'),
  each('files are encrypted', 'aws_efs_file_system', 'encrypted', true, false),
  each('files are encrypted under the key of data', 'aws_efs_file_system', 'kms_key_id', OF_KEY, undefined),
  each('files are backed up', 'aws_efs_backup_policy', 'backup_policy.status', 'ENABLED', 'DISABLED'),
  overTls('files are mounted over TLS alone', 'aws_efs_file_system_policy'),
  each('tags of images never move', 'aws_ecr_repository', 'image_tag_mutability', 'IMMUTABLE', 'MUTABLE'),
  each('images are scanned', 'aws_ecr_repository', 'image_scanning_configuration.scan_on_push', true, false),
  each(
    'images are encrypted under the key of data',
    'aws_ecr_repository',
    'encryption_configuration.kms_key',
    OF_KEY,
    undefined,
  ),
  each(
    'objects are encrypted under the key of data',
    'aws_s3_bucket_server_side_encryption_configuration',
    'rule.apply_server_side_encryption_by_default.kms_master_key_id',
    OF_KEY,
    undefined,
  ),
  each('objects have versions', 'aws_s3_bucket_versioning', 'versioning_configuration.status', 'Enabled', 'Suspended'),
  each(
    'access lists do not count',
    'aws_s3_bucket_ownership_controls',
    'rule.object_ownership',
    'BucketOwnerEnforced',
    'ObjectWriter',
  ),
  each('access lists cannot make the bucket public', BLOCK, 'block_public_acls', true, false),
  each('policies cannot make the bucket public', BLOCK, 'block_public_policy', true, false),
  each('public access lists are ignored', BLOCK, 'ignore_public_acls', true, false),
  each('a public bucket would be closed', BLOCK, 'restrict_public_buckets', true, false),
  overTls('the bucket is reached over TLS alone', 'aws_s3_bucket_policy'),
  each('metrics are encrypted under the key of data', 'aws_prometheus_workspace', 'kms_key_arn', OF_KEY, undefined),
  {
    name: 'the group of those that name none lets nothing through',
    holds: (stack) =>
      resourcesOf(stack, 'aws_default_security_group').length === 1 &&
      resourcesOf(stack, 'aws_default_security_group').every((one) => !('ingress' in one) && !('egress' in one)),
    flip: (stack) => put(resourcesOf(stack, 'aws_default_security_group')[0], 'ingress', [{ protocol: '-1' }]),
  },
  {
    name: 'nothing comes in from the Internet',
    holds: (stack) =>
      resourcesOf(stack, 'aws_vpc_security_group_ingress_rule').every((one) => one['cidr_ipv4'] !== '0.0.0.0/0'),
    flip: (stack) => put(resourcesOf(stack, 'aws_vpc_security_group_ingress_rule')[0], 'cidr_ipv4', '0.0.0.0/0'),
  },
  {
    name: 'to the Internet goes HTTPS alone',
    holds: (stack) =>
      resourcesOf(stack, 'aws_vpc_security_group_egress_rule')
        .filter((one) => one['cidr_ipv4'] === '0.0.0.0/0')
        .every((one) => one['from_port'] === 443 && one['to_port'] === 443),
    flip: (stack) => {
      const open = resourcesOf(stack, 'aws_vpc_security_group_egress_rule').find(
        (one) => one['cidr_ipv4'] === '0.0.0.0/0',
      );
      put(open, 'from_port', 1);
    },
  },
  {
    name: 'no role may do everything',
    holds: (stack) => resourcesOf(stack, 'aws_iam_role_policy').every((one) => !allowsAll(one['policy'])),
    flip: (stack) =>
      put(resourcesOf(stack, 'aws_iam_role_policy')[0], 'policy', '{"Statement":[{"Effect":"Allow","Action":"*"}]}'),
  },
  boundBy('pods of this cluster alone have its roles', 'pods.eks', 'StringEquals', 'aws:RequestTag/eks-cluster-arn', OF_CLUSTER), // prettier-ignore
  boundBy('a role of pods is that of one namespace', 'pods.eks', 'StringEquals', 'aws:RequestTag/kubernetes-namespace', ONE_NAME), // prettier-ignore
  boundBy('a role of pods is that of one ServiceAccount', 'pods.eks', 'StringEquals', 'aws:RequestTag/kubernetes-service-account', ONE_NAME), // prettier-ignore
  boundBy('EKS has its role for this account alone', 'eks', 'StringEquals', 'aws:SourceAccount', OF_ACCOUNT),
  boundBy('EKS has its role for this cluster alone', 'eks', 'ArnLike', 'aws:SourceArn', OF_CLUSTER),
  boundBy('flow logs have their role for this account alone', 'vpc-flow-logs', 'StringEquals', 'aws:SourceAccount', OF_ACCOUNT), // prettier-ignore
  boundBy('flow logs have their role for flow logs alone', 'vpc-flow-logs', 'ArnLike', 'aws:SourceArn', /:vpc-flow-log\/\*$/), // prettier-ignore
  {
    name: 'by the endpoint to S3 buckets of the account alone are written',
    holds: (stack) => {
      const { statements } = ofS3(stack);
      const writes = statements.filter((one) => ![one['Action']].flat().every((action) => /^s3:(Get|List)/.test(String(action)))); // prettier-ignore
      return (
        statements.length > 0 &&
        writes.every((one) => {
          const condition = at(one, 'Condition.StringEquals') as Block | undefined;
          return one['Effect'] === 'Allow' && OF_ACCOUNT.test(String(condition?.['aws:ResourceAccount']));
        })
      );
    },
    flip: (stack) => put(ofS3(stack).block, 'policy', undefined),
  },
  {
    name: 'by the endpoint to S3 those of others are read where they are named',
    holds: (stack) =>
      ofS3(stack)
        .statements.filter((one) => one['Condition'] === undefined)
        .every((one) => [one['Resource']].flat().every((arn) => /^arn:aws:s3:::prod-[a-z0-9-]+(\/\*)?$/.test(String(arn)))), // prettier-ignore
    flip: (stack) => {
      const { block, statements } = ofS3(stack);
      const open = statements.map((one) => ('Condition' in one ? one : { ...one, Resource: '*' }));
      put(block, 'policy', JSON.stringify({ Statement: open }));
    },
  },
  {
    name: 'the role of nodes changes no addresses and no objects',
    holds: (stack) =>
      resourcesOf(stack, 'aws_iam_role_policy_attachment')
        .filter((one) => (one['role'] as string).includes('nodes_role'))
        .every((one) => /(WorkerNodePolicy|PullOnly|SSMManagedInstanceCore)$/.test(one['policy_arn'] as string)),
    flip: (stack) => {
      const ofNodes = resourcesOf(stack, 'aws_iam_role_policy_attachment').find((one) =>
        (one['role'] as string).includes('nodes_role'),
      );
      put(ofNodes, 'policy_arn', 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy');
    },
  },
];
