import type { Construct } from 'constructs';
import { IamRole, IamRolePolicy, IamRolePolicyAttachment } from '../l1/aws';
import type { ITerraformDependable } from '../l1/core';
import type { EksPlan } from './eks-plan';

/** One statement of a policy of IAM. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[] | string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Who may become a role: a service of AWS, and for whom.
 *
 * A service acts for every account, so it is bound to what it acts for here: the control plane and flow logs by the account and what asks
 * them, Pod Identity by the tags that it puts on a session, which name the cluster and the ServiceAccount. Machines become their role by
 * a profile of the account, and say nothing that could be asked for.
 */
export type Trust =
  | { readonly service: 'ec2' }
  | { readonly service: 'eks' | 'vpc-flow-logs'; readonly accountId: string }
  | {
      readonly service: 'pods.eks';
      readonly accountId: string;
      readonly namespace: string;
      readonly serviceAccount: string;
    };

export interface RoleProps {
  /** End of the name; what begins it is the cluster and its region, since names of roles are those of an account. */
  readonly name: string;
  readonly trusts: Trust;
  /** Names of policies that AWS manages, with the folder where they have one. @default - none */
  readonly managed?: readonly string[];
  /** @default - none */
  readonly statements?: readonly Statement[];
}

export function role(scope: Construct, id: string, plan: EksPlan, props: RoleProps): IamRole {
  const made = new IamRole(scope, id, {
    name: roleName(plan, props.name),
    assumeRolePolicy: policy([trustStatement(plan, props.trusts)]),
    permissionsBoundary: plan.permissionsBoundary,
  });
  for (const name of props.managed ?? []) {
    new IamRolePolicyAttachment(scope, `${id}-${name.replace(/^.*\//, '')}`, {
      role: made.name,
      policyArn: `arn:${plan.partition}:iam::aws:policy/${name}`,
    });
  }
  if (props.statements !== undefined && props.statements.length > 0) {
    new IamRolePolicy(scope, `${id}-policy`, { role: made.id, name: props.name, policy: policy(props.statements) });
  }
  return made;
}

function trustStatement(plan: EksPlan, trusts: Trust): object {
  const statement = (...verbs: string[]) => ({
    Effect: 'Allow',
    Principal: { Service: `${trusts.service}.amazonaws.com` },
    Action: verbs.map((verb) => `sts:${verb}`),
  });
  const asked = (accountId: string, arn: string) => ({
    Condition: { StringEquals: { 'aws:SourceAccount': accountId }, ArnLike: { 'aws:SourceArn': arn } },
  });
  switch (trusts.service) {
    case 'ec2':
      return statement('AssumeRole');
    case 'vpc-flow-logs': {
      const logs = `arn:${plan.partition}:ec2:${plan.region}:${trusts.accountId}:vpc-flow-log/*`;
      return { ...statement('AssumeRole'), ...asked(trusts.accountId, logs) };
    }
    case 'eks':
      return {
        ...statement('AssumeRole', 'TagSession'),
        ...asked(trusts.accountId, clusterArn(plan, trusts.accountId)),
      };
    case 'pods.eks': {
      const tag = (name: string) => `aws:RequestTag/${name}`;
      const tags = {
        [tag('eks-cluster-arn')]: clusterArn(plan, trusts.accountId),
        [tag('kubernetes-namespace')]: trusts.namespace,
        [tag('kubernetes-service-account')]: trusts.serviceAccount,
      };
      return { ...statement('AssumeRole', 'TagSession'), Condition: { StringEquals: tags } };
    }
  }
}

/** That of the cluster, for what is there before it. */
function clusterArn({ partition, region, name }: EksPlan, accountId: string): string {
  return `arn:${partition}:eks:${region}:${accountId}:cluster/${name}`;
}

/** What has to be there before the role can be used, and until what uses it is gone. */
export function policiesOf(made: IamRole): ITerraformDependable[] {
  const beside = made.node.scope?.node.children ?? [];
  return beside.filter(
    (child): child is IamRolePolicy | IamRolePolicyAttachment =>
      (child instanceof IamRolePolicy || child instanceof IamRolePolicyAttachment) &&
      child.node.id.startsWith(`${made.node.id}-`),
  );
}

/** AWS takes 64 characters; regions take 14 of them, and clusters 24. */
export function roleName(plan: EksPlan, name: string): string {
  return `${plan.name}-${plan.region}-${name}`;
}

export function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
