import { AnnotationMetadataEntryType, type TerraformStack } from 'cdktf';

/** What is said of a stack that is made all the same. */
export function warningsOf({ node }: TerraformStack): readonly string[] {
  return node.metadata.flatMap(({ type, data }) =>
    type === AnnotationMetadataEntryType.WARN.valueOf() ? [`warning: ${String(data)}`] : [],
  );
}
