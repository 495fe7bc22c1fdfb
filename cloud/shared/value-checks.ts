import type { ClusterProps, NodePoolProps } from './cluster-props';
import type { CloudCode, CloudFault } from './fault';

/** A value that a cloud would refuse only after minutes: what it must look like, and what is said where it does not. */
export interface Form {
  readonly path: CloudFault['path'];
  /** Undefined where nobody wrote one: what is made of other values is not told of beside them. */
  readonly value: string | undefined;
  readonly form: RegExp;
  readonly what: string;
  readonly hint: string;
  /** @default 'CLOUD011' */
  readonly code?: CloudCode;
}

/** How a cloud writes what is asked for on all of them. */
export interface CloudForms {
  readonly machineType: { readonly form: RegExp; readonly example: string };
  /** Tags, or labels where the cloud calls them so. */
  readonly tags: { readonly key: RegExp; readonly value: RegExp; readonly most: number; readonly hint: string };
  /** Days for which the registry keeps what has no tag, at most. */
  readonly untaggedDays: number;
}

/** Days after which old versions of objects go, at the latest. */
const DAYS = 3650;

const LABEL = 'use letters, digits, -, _ and ., a letter or digit first and last, at most 63';
const LABEL_NAME = '[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
const LABEL_KEY = new RegExp(`^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?${LABEL_NAME}$`);
const LABEL_VALUE = new RegExp(`^(${LABEL_NAME})?$`);
const DNS_LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)${DNS_LABEL}(\\.${DNS_LABEL})+$`);

/** Everyone's id but that of root, as Linux counts them. */
const LAST_ID = 2 ** 31 - 1;

/** What names end with, where the last ones are still taken by a cluster that was deleted. */
export function suffixForm(value: string | undefined): Form {
  return {
    path: ['suffix'],
    value,
    form: /^[a-z0-9]{1,8}$/,
    what: 'end of names',
    hint: 'use 1 to 8 lower case letters and digits',
  };
}

export function checkForms(forms: readonly Form[]): readonly CloudFault[] {
  return forms.flatMap(({ path, value, form, what, hint, code = 'CLOUD011' }): readonly CloudFault[] =>
    value === undefined || form.test(value)
      ? []
      : [{ code, path, message: `${JSON.stringify(value)} is no ${what}`, hint }],
  );
}

/** A whole number between bounds, if one was written. */
export function checkWhole(
  path: CloudFault['path'],
  value: number | undefined,
  least: number,
  most: number,
): readonly CloudFault[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  const message = `${value} is no whole number from ${least} to ${most}`;
  return [{ code: 'CLOUD011', path, message, hint: `take ${least} to ${most}` }];
}

/** TCP ports by the key under which they are given. */
export function checkPorts(key: string, ports: readonly number[] | undefined): readonly CloudFault[] {
  return (ports ?? []).flatMap((port, index) => checkWhole([key, index], port, 1, 65535));
}

/** Values as somebody wrote them, of what is asked for on every cloud. */
export function checkSharedValues(props: ClusterProps, cloud: CloudForms): readonly CloudFault[] {
  const { registry, bucket, storage, mesh, tags = {}, nodePools = [] } = props;
  const { key, value, most, hint } = cloud.tags;
  const count = Object.keys(tags).length;
  return [
    ...checkForms([
      {
        path: ['mesh', 'ingressHost'],
        value: mesh?.ingressHost,
        form: HOST,
        what: 'name of a host',
        hint: 'write one such as ml.example.com',
      },
      ...Object.entries(tags).flatMap(([tag, text]) => [
        { path: ['tags', tag], value: tag, form: key, what: 'key of a tag', hint },
        { path: ['tags', tag], value: text, form: value, what: 'value of a tag', hint },
      ]),
      ...nodePools.flatMap((pool, index) => formsOfPool(pool, index, cloud)),
    ]),
    ...(count <= most
      ? []
      : [{ code: 'CLOUD011', path: ['tags'], message: `${count} tags are too many`, hint: `take ${most}` } as const]),
    ...checkWhole(['registry', 'untaggedDays'], registry?.untaggedDays, 1, cloud.untaggedDays),
    ...checkWhole(['bucket', 'oldVersionDays'], bucket?.oldVersionDays, 1, DAYS),
    ...checkWhole(['storage', 'uid'], storage?.uid, 1, LAST_ID),
    ...checkWhole(['storage', 'gid'], storage?.gid, 1, LAST_ID),
  ];
}

function formsOfPool(pool: NodePoolProps, index: number, { machineType }: CloudForms): readonly Form[] {
  const code = 'CLOUD007';
  return [
    {
      code,
      path: ['nodePools', index, 'machineType'],
      value: pool.machineType,
      form: machineType.form,
      what: 'type of a machine here',
      hint: `write one such as ${machineType.example}`,
    },
    ...Object.entries(pool.labels ?? {}).flatMap(([label, value]) => {
      const path = ['nodePools', index, 'labels', label];
      return [
        { code, path, value: label, form: LABEL_KEY, what: 'key of a label', hint: LABEL } as const,
        { code, path, value, form: LABEL_VALUE, what: 'value of a label', hint: LABEL } as const,
      ];
    }),
  ];
}
