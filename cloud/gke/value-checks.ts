import type { CloudFault } from '../shared/fault';
import { checkForms, checkPorts, checkWhole, suffixForm, type CloudForms, type Form } from '../shared/value-checks';
import type { GkeClusterProps } from './gke-props';
import { RELEASE_CHANNELS } from './versions';

/** How Google writes machines and labels, which stand for tags. It takes 64 of a resource, and puts some on by itself. */
export const FORMS: CloudForms = {
  machineType: { form: /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, example: 'n2-standard-4' },
  tags: {
    key: /^[a-z][a-z0-9_-]{0,62}$/,
    value: /^[a-z0-9_-]{0,63}$/,
    most: 50,
    hint: 'use lower case letters, digits, - and _, at most 63, a letter first in a key',
  },
  untaggedDays: 3650,
};

/** Sizes up to which volumes of a shared file system grow, in GiB. */
const VOLUME_SIZES = [128, 256, 512, 1024];

const MEMBER = /^((user|group|serviceAccount):[^@\s]+@[^@\s]+|principal(Set)?:\/\/\S+)$/;

/** Values as somebody wrote them: what is made of them is not told of a second time. */
export function checkValues(props: GkeClusterProps): readonly CloudFault[] {
  return [
    ...checkForms(forms(props)),
    ...checkPorts('egressPorts', props.egressPorts),
    ...checkWhole(['observability', 'logDays'], props.observability?.logDays, 1, 3650),
    ...checkVolumes(props),
    ...checkGroups(props),
  ];
}

function forms({ admins = [], bucket, registry, ...props }: GkeClusterProps): readonly Form[] {
  return [
    {
      path: ['projectId'],
      value: props.projectId,
      form: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      what: 'id of a project',
      hint: 'write its id, not its name',
    },
    {
      path: ['projectNumber'],
      value: props.projectNumber,
      form: /^[1-9]\d{5,}$/,
      what: 'number of a project',
      hint: "write what gcloud projects describe <id> --format='value(projectNumber)' says",
    },
    {
      path: ['releaseChannel'],
      value: props.releaseChannel,
      form: new RegExp(`^(${RELEASE_CHANNELS.join('|')})$`),
      what: 'release channel',
      hint: `use one of ${RELEASE_CHANNELS.join(', ')}`,
    },
    {
      path: ['securityGroup'],
      value: props.securityGroup,
      form: /^gke-security-groups@\S+$/,
      what: 'group that RBAC can begin with',
      hint: 'Google takes gke-security-groups@<domain> alone',
    },
    suffixForm(props.suffix),
    {
      code: 'CLOUD002',
      path: ['bucket', 'name'],
      value: bucket?.name,
      form: /^(?!goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/,
      what: 'name of a bucket',
      hint: 'use 3 to 63 lower case letters, digits, -, _ and ., and do not begin with goog',
    },
    {
      code: 'CLOUD002',
      path: ['registry', 'name'],
      value: registry?.name,
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
  ];
}

/** RBAC sees no group of Workspace, unless it is told below which one they are. */
function checkGroups({ admins = [], securityGroup }: GkeClusterProps): readonly CloudFault[] {
  if (securityGroup !== undefined) return [];
  return admins.flatMap((admin, index): readonly CloudFault[] => {
    if (!/^group:[^@\s]+@[^@\s]+$/.test(admin)) return [];
    const message = `RBAC of the cluster does not see ${admin}`;
    const hint = 'give securityGroup, of which the group is a member, or name people';
    return [{ code: 'CLOUD011', path: ['admins', index], message, hint }];
  });
}

function checkVolumes({ volumeGiB, profile }: GkeClusterProps): readonly CloudFault[] {
  if (volumeGiB === undefined) return [];
  const fault = (message: string, hint: string): readonly CloudFault[] => [
    { code: 'CLOUD011', path: ['volumeGiB'], message, hint },
  ];
  if (profile === 'dev') {
    return fault('volumes of dev are file systems of 1024 GiB', 'leave it out, or take the profile prod');
  }
  if (VOLUME_SIZES.includes(volumeGiB)) return [];
  return fault(`no volume grows up to ${volumeGiB} GiB`, `use one of ${VOLUME_SIZES.join(', ')}`);
}
