import type { Permission } from './cluster-outputs';
import type { CloudFault } from './fault';

/** Everything that an identity can be given. */
export const PERMISSIONS: readonly Permission[] = ['bucket:read', 'bucket:write', 'registry:pull', 'registry:push'];

const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ACCOUNT = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

/** Addresses in Terraform have neither `/` nor `.`, so accounts that differ in these alone would have one. */
const addressed = (serviceAccount: string) => serviceAccount.replaceAll(/[/.]/g, '-');

/** `namespace/serviceAccount`, and what it may do; `known` are those that have an identity already. */
export function checkIdentity(
  serviceAccount: string,
  permissions: unknown,
  known: readonly string[],
): readonly CloudFault[] {
  const path = ['identities', serviceAccount];
  const fault = (message: string, hint: string): CloudFault => ({ code: 'CLOUD010', path, message, hint });
  const [namespace = '', account = '', ...rest] = serviceAccount.split('/');
  if (!NAMESPACE.test(namespace) || !ACCOUNT.test(account) || rest.length > 0) {
    const message = `${JSON.stringify(serviceAccount)} is no ServiceAccount of a namespace`;
    return [fault(message, 'write namespace/serviceAccount')];
  }
  if (known.includes(serviceAccount)) {
    return [fault(`${serviceAccount} has an identity already`, 'give all its permissions in one call')];
  }
  const alike = known.find((one) => addressed(one) === addressed(serviceAccount));
  if (alike !== undefined) {
    const message = `${serviceAccount} and ${alike} have one address in Terraform`;
    return [fault(message, 'give one of the accounts another name')];
  }
  if (!Array.isArray(permissions) || permissions.length === 0)
    return [fault(`${serviceAccount} gets no permission`, `give some of ${PERMISSIONS.join(', ')}`)];
  return permissions
    .filter((permission: unknown) => !PERMISSIONS.some((one) => one === permission))
    .map((permission: unknown) =>
      fault(`there is no permission ${JSON.stringify(permission)}`, `use ${PERMISSIONS.join(', ')}`),
    );
}
