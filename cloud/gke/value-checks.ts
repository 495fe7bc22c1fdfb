import type { CloudCode, CloudFault } from '../shared/fault';
import type { GkePlan } from './gke-plan';
import { RELEASE_CHANNELS } from './versions';

/** A value that Google would refuse only after minutes: what it must look like, and what is said where it does not. */
interface Form {
  readonly path: CloudFault['path'];
  readonly value: string | undefined;
  readonly form: RegExp;
  readonly what: string;
  readonly hint: string;
  readonly code?: CloudCode;
}

/** Sizes up to which volumes of a shared file system grow, in GiB. */
export const VOLUME_SIZES = [128, 256, 512, 1024];

const MEMBER = /^((user|group|serviceAccount):[^@\s]+@[^@\s]+|principal(Set)?:\/\/\S+)$/;
const LABEL = 'use lower case letters, digits, - and _, at most 63';

export function checkValues(plan: GkePlan): readonly CloudFault[] {
  return [
    ...forms(plan).flatMap(({ path, value, form, what, hint, code = 'CLOUD011' }): readonly CloudFault[] =>
      value === undefined || form.test(value)
        ? []
        : [{ code, path, message: `${JSON.stringify(value)} is no ${what}`, hint }],
    ),
    ...checkNumbers(plan),
  ];
}

function forms({ admins, bucket, registry, tags, ...plan }: GkePlan): readonly Form[] {
  return [
    {
      path: ['projectId'],
      value: plan.projectId,
      form: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      what: 'id of a project',
      hint: 'write its id, not its name',
    },
    {
      path: ['projectNumber'],
      value: plan.projectNumber,
      form: /^[1-9]\d{5,}$/,
      what: 'number of a project',
      hint: "write what gcloud projects describe <id> --format='value(projectNumber)' says",
    },
    {
      path: ['releaseChannel'],
      value: plan.releaseChannel,
      form: new RegExp(`^(${RELEASE_CHANNELS.join('|')})$`),
      what: 'release channel',
      hint: `use one of ${RELEASE_CHANNELS.join(', ')}`,
    },
    {
      path: ['securityGroup'],
      value: plan.securityGroup,
      form: /^gke-security-groups@\S+$/,
      what: 'group that RBAC can begin with',
      hint: 'Google takes gke-security-groups@<domain> alone',
    },
    {
      path: ['suffix'],
      value: plan.suffix,
      form: /^[a-z0-9]{1,8}$/,
      what: 'end of names',
      hint: 'use 1 to 8 lower case letters and digits',
    },
    {
      code: 'CLOUD002',
      path: ['bucket', 'name'],
      value: bucket.name,
      form: /^(?!goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/,
      what: 'name of a bucket',
      hint: 'use 3 to 63 lower case letters, digits, -, _ and ., and do not begin with goog',
    },
    {
      code: 'CLOUD002',
      path: ['registry', 'name'],
      value: registry.repository,
      form: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
      what: 'name of a repository',
      hint: 'use up to 63 lower case letters, digits and -, a letter first',
    },
    ...admins.map((admin, index) => ({
      path: ['admins', index],
      value: admin,
      form: MEMBER,
      what: 'member of a policy',
      hint: 'write group:<address>, user:<address> or serviceAccount:<address>',
    })),
    ...Object.entries(tags).flatMap(([key, value]) => [
      { path: ['tags', key], value: key, form: /^[a-z][a-z0-9_-]{0,62}$/, what: 'key of a label', hint: LABEL },
      { path: ['tags', key], value, form: /^[a-z0-9_-]{0,63}$/, what: 'value of a label', hint: LABEL },
    ]),
  ];
}

function checkNumbers({ logDays, volumeGiB, profile, egressPorts }: GkePlan): readonly CloudFault[] {
  const faults: CloudFault[] = [];
  const fault = (path: CloudFault['path'], message: string, hint: string) =>
    faults.push({ code: 'CLOUD011', path, message, hint });
  if (!Number.isInteger(logDays) || logDays < 1 || logDays > 3650) {
    fault(['observability', 'logDays'], `Google keeps no logs for ${logDays} days`, 'take 1 to 3650');
  }
  if (volumeGiB !== undefined && profile === 'dev') {
    fault(
      ['storage', 'sizeGiB'],
      'volumes of dev are file systems of 1024 GiB',
      'leave it out, or take the profile prod',
    );
  } else if (volumeGiB !== undefined && !VOLUME_SIZES.includes(volumeGiB)) {
    const sizes = VOLUME_SIZES.join(', ');
    fault(['storage', 'sizeGiB'], `no volume grows up to ${volumeGiB} GiB`, `use one of ${sizes}`);
  }
  egressPorts.forEach((port, index) => {
    if (Number.isInteger(port) && port > 0 && port < 65536) return;
    fault(['egressPorts', index], `${port} is no port`, 'take 1 to 65535');
  });
  return faults;
}
