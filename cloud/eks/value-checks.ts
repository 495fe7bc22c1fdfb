import type { CloudFault } from '../shared/fault';
import { knows } from '../shared/provider-version';
import { checkForms, checkPorts, type CloudForms, type Form } from '../shared/value-checks';
import type { EksClusterProps } from './eks-props';

/** How AWS writes machines and tags. It takes 50 tags of a resource, of which the stack and the add-ons need a few. */
export const FORMS: CloudForms = {
  machineType: { form: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, example: 'm7i.large' },
  tags: {
    key: /^(?!aws:)[\p{L}\p{N} _.:/=+@-]{1,128}$/u,
    value: /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
    most: 40,
    hint: 'use letters, digits, spaces and _.:/=+@-, at most 128 for a key and 256 for a value, and do not begin with aws:',
  },
  untaggedDays: 3650,
};

/** What CloudWatch keeps logs for, in days. */
const LOG_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

const REPOSITORY = /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/;
const BUCKET_NAME = '(?!.*\\.\\.)(?!\\d+(\\.\\d+){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$';
const BUCKET = new RegExp(`^${BUCKET_NAME}`);
/** Some beginnings and ends are of buckets that AWS makes itself. */
const BUCKET_TO_MAKE = new RegExp(
  `^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$)${BUCKET_NAME}`,
);

/** Values as somebody wrote them. */
export function checkValues(props: EksClusterProps): readonly CloudFault[] {
  return [
    ...checkForms(forms(props)),
    ...checkPorts('egressPorts', props.egressPorts),
    ...checkLogDays(props.observability?.logDays),
    ...checkAdmins(props.admins ?? []),
    ...checkLustre(props.lustreGiB),
    ...checkProvider(props.awsProviderVersion),
  ];
}

function forms({
  accountId,
  bucket,
  registry,
  permissionsBoundary,
  controlPlaneTier,
  ...props
}: EksClusterProps): Form[] {
  const repositoryHint = 'use lower case letters and digits, with ., _, - or / between them';
  return [
    {
      path: ['accountId'],
      value: accountId,
      form: /^\d{12}$/,
      what: 'id of an account',
      hint: 'write its twelve digits',
    },
    {
      path: ['permissionsBoundary'],
      value: permissionsBoundary,
      form: /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/.+$/,
      what: 'ARN of a policy',
      hint: 'write arn:aws:iam::<account>:policy/<name>',
    },
    {
      path: ['controlPlaneTier'],
      value: controlPlaneTier,
      form: /^(standard|tier-\d*xl)$/,
      what: 'tier of a control plane',
      hint: 'write standard, or one such as tier-xl',
    },
    {
      code: 'CLOUD002',
      path: ['bucket', 'name'],
      value: bucket?.name,
      form: BUCKET_TO_MAKE,
      what: 'name of a bucket',
      hint: 'use 3 to 63 lower case letters, digits, - and single dots, no address, without the beginnings and ends that AWS keeps',
    },
    {
      code: 'CLOUD002',
      path: ['registry', 'name'],
      value: registry?.name,
      form: REPOSITORY,
      what: 'name of a repository',
      hint: repositoryHint,
    },
    ...(props.repositories ?? []).map((value, index): Form => {
      const what = 'name of a repository';
      return { code: 'CLOUD002', path: ['repositories', index], value, form: REPOSITORY, what, hint: repositoryHint };
    }),
    ...(props.readableBuckets ?? []).map((value, index): Form => {
      const hint = 'write the name alone, without s3:// and without what lies in it';
      return {
        path: ['readableBuckets', index],
        value,
        form: BUCKET,
        what: 'name of a bucket',
        hint,
      };
    }),
    ...Object.entries(props.addonVersions ?? {}).map(([name, value]): Form => {
      const hint = 'write one such as v1.20.4-eksbuild.1';
      return {
        path: ['addonVersions', name],
        value,
        form: /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
        what: 'version of an add-on',
        hint,
      };
    }),
    ...Object.keys(props.imageCaches ?? {}).map((value): Form => {
      const what = 'prefix of a registry';
      const hint = 'use 2 to 30 lower case letters and digits, with ., _ or - between them';
      return { path: ['imageCaches', value], value, form: /^(?=.{2,30}$)[a-z0-9]+([._-][a-z0-9]+)*$/, what, hint };
    }),
  ];
}

function checkLogDays(days: number | undefined): readonly CloudFault[] {
  if (days === undefined || LOG_DAYS.includes(days)) return [];
  const message = `CloudWatch does not keep logs for ${days} days`;
  const path = ['observability', 'logDays'];
  return [{ code: 'CLOUD011', path, message, hint: `use one of ${LOG_DAYS.join(', ')}` }];
}

function checkAdmins(admins: readonly string[]): readonly CloudFault[] {
  const lastOf = (arn: string) => arn.replace(/^.*\//, '');
  return admins.flatMap((admin, index) => {
    const faults: CloudFault[] = [];
    const fault = (message: string, hint: string) =>
      faults.push({ code: 'CLOUD011', path: ['admins', index], message, hint });
    const first = admins.findIndex((other) => lastOf(other) === lastOf(admin));
    if (first < index) {
      const message = `its last part, ${JSON.stringify(lastOf(admin))}, is that of admins[${first}], and names an access entry`;
      fault(message, 'name each once, or give one of them another name');
    }
    if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/.test(admin)) {
      fault(`${JSON.stringify(admin)} is no ARN of a role or user`, 'write arn:aws:iam::<account>:role/<name>');
    }
    return faults;
  });
}

function checkLustre(size: number | undefined): readonly CloudFault[] {
  if (size === undefined || size === 1200 || (size > 0 && size % 2400 === 0)) return [];
  const message = `Lustre has no size of ${size} GiB`;
  return [{ code: 'CLOUD011', path: ['lustreGiB'], message, hint: 'use 1200, or a multiple of 2400' }];
}

function checkProvider(version: string | undefined): readonly CloudFault[] {
  if (version === undefined || knows(version, 5)) return [];
  const message = `${JSON.stringify(version)} lets in providers before 5`;
  return [{ code: 'CLOUD011', path: ['awsProviderVersion'], message, hint: "use '~> 6.25' or '>= 5.100, < 7'" }];
}
