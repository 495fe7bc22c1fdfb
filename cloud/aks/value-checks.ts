import type { CloudFault } from '../shared/fault';
import { checkForms, checkWhole, suffixForm, type CloudForms, type Form } from '../shared/value-checks';
import type { AksClusterProps } from './aks-props';

/** How Azure writes machines and tags. It takes 50 tags of a resource; keys are as short as a storage account wants them. */
export const FORMS: CloudForms = {
  machineType: { form: /^Standard_[A-Z][A-Za-z0-9-]*(_[A-Za-z0-9]+)*$/, example: 'Standard_D4ds_v5' },
  tags: {
    key: /^(?!microsoft|azure|windows)[^<>%&\\?/]{1,128}$/i,
    value: /^[^]{0,256}$/,
    most: 40,
    hint: 'use at most 128 characters for a key, without <>%&\\?/ and not beginning with azure, microsoft or windows, and 256 for a value',
  },
  untaggedDays: 365,
};

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Values as somebody wrote them. */
export function checkValues(props: AksClusterProps): readonly CloudFault[] {
  return [
    ...checkForms(forms(props)),
    ...checkWhole(['observability', 'logDays'], props.observability?.logDays, 30, 730),
  ];
}

function forms({ admins = [], bucket, registry, subscriptionId, suffix, tenantId }: AksClusterProps): readonly Form[] {
  const id = (path: CloudFault['path'], value: string | undefined): Form => ({
    path,
    value,
    form: ID,
    what: 'id of Entra',
    hint: 'write the id, such as 00000000-0000-0000-0000-000000000000',
  });
  return [
    id(['tenantId'], tenantId),
    id(['subscriptionId'], subscriptionId),
    ...admins.map((admin, index) => id(['admins', index], admin)),
    suffixForm(suffix),
    {
      code: 'CLOUD002',
      path: ['bucket', 'name'],
      value: bucket?.name,
      form: /^[a-z0-9]{3,24}$/,
      what: 'name of a storage account',
      hint: 'use 3 to 24 lower case letters and digits',
    },
    {
      code: 'CLOUD002',
      path: ['registry', 'name'],
      value: registry?.name,
      form: /^(?=.{1,128}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
      what: 'beginning of names of images',
      hint: 'use lower case letters and digits, with ., _, - or / between them',
    },
  ];
}
