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

export interface RoleProps {
  /** End of the name; what begins it is the cluster and its region, since names of roles are those of an account. */
  readonly name: string;
  /** Service that may become it: `pods.eks` for pods, by Pod Identity. */
  readonly service: 'eks' | 'ec2' | 'pods.eks' | 'vpc-flow-logs';
  /** Names of policies that AWS manages, with the folder where they have one. @default - none */
  readonly managed?: readonly string[];
  /** @default - none */
  readonly statements?: readonly Statement[];
}

/** Services that say who they act for when they become a role. */
const TAGS_SESSION = ['eks', 'pods.eks'];

export function role(scope: Construct, id: string, plan: EksPlan, props: RoleProps): IamRole {
  const made = new IamRole(scope, id, {
    name: roleName(plan, props.name),
    assumeRolePolicy: policy([
      {
        Effect: 'Allow',
        Principal: { Service: `${props.service}.amazonaws.com` },
        Action: TAGS_SESSION.includes(props.service) ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole'],
      },
    ]),
    permissionsBoundary: plan.extras.permissionsBoundary,
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
