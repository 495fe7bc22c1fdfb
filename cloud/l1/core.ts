/**
 * The only file that imports `cdktf`. Its maintainers archived it; `cdktn` goes on under another name, and to go with it is to
 * change this line. The root of the package is meant to be imported: it costs 0.2 s, unlike the root of a provider.
 */
export {
  Annotations,
  AnnotationMetadataEntryType,
  App,
  AssetType,
  TerraformAsset,
  Fn,
  LocalBackend,
  TerraformBackend,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Token,
  TerraformLocal,
  Lazy,
  type TerraformElement,
  type TerraformRemoteState,
  type ITerraformDependable,
} from 'cdktf';
