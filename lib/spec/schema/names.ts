import * as z from 'zod';
import {
  isDataKey,
  isDnsLabel,
  isDnsSubdomain,
  isImage,
  isLabelValue,
  isQualifiedName,
  isRepository,
  isVariableName,
} from '../lang/kubernetes-names';
import { parseQuantity } from '../lang/quantity';
import { text, type TextKey } from './scalars';

/** Names and amounts that reach the API server as they are written, so that what it would refuse is refused here. */

/** By these messages the reader of schema faults knows a name that Kubernetes or a registry would refuse. */
export const WRITTEN_NAME_FAULTS = {
  namespace: 'expected a namespace, at most 63 lower case letters and digits with "-" between them',
  object: 'expected the name of an object, lower case letters and digits with "-" or "." between them',
  labelKey: 'expected the key of a label such as team or example.com/team',
  labelValue: 'expected at most 63 letters and digits, with "-", "_" or "." between them',
  annotationKey: 'expected the key of an annotation such as team or example.com/team',
  dataKey: 'expected a key of letters, digits, "-", "_" and "."',
  variable: 'expected letters, digits, "-", "_" and ".", and no digit first',
  image: 'expected an image such as registry.example.com/team/train:1, in lower case after the registry',
  repository: 'expected an image without tag such as team/train, in lower case',
  resource: 'expected a resource such as cpu, memory or nvidia.com/gpu',
} as const;

export const QUANTITY_FAULT = 'expected a quantity such as 500m, 2 or 1.5Gi';

const faults = WRITTEN_NAME_FAULTS;

export const namespaceName = z.string().refine(isDnsLabel, faults.namespace);
export const objectName = z.string().refine(isDnsSubdomain, faults.object);
export const dataKey = z.string().refine(isDataKey, faults.dataKey);
export const variableName = z.string().refine(isVariableName, faults.variable);
export const image = z.string().refine(isImage, faults.image);
export const repository = z.string().refine(isRepository, faults.repository);
export const labelValue: TextKey = text.refine(isLabelValue, faults.labelValue);

/** Text by name, as labels and annotations are. */
type TextsKey = z.ZodType<Record<string, string>, Record<string, string | number | boolean>>;

/** Labels that an object gets, or that a node must have. */
export const labels: TextsKey = z.record(z.string().refine(isQualifiedName, faults.labelKey), labelValue);

export const annotations: TextsKey = z.record(z.string().refine(isQualifiedName, faults.annotationKey), text);

/** Amounts by the name of what they are of. */
export const amounts: TextsKey = z.record(
  z.string().refine(isQualifiedName, faults.resource),
  text.refine((amount) => (parseQuantity(amount) ?? -1) >= 0, QUANTITY_FAULT),
);
