/**
 * Zones that a new account sees and a control plane may stand in, by region. Source: the lists of regions and zones in the EC2
 * user guide and of zones where EKS puts no control plane (use1-az3, usw1-az2, cac1-az3) in the EKS user guide, 2026-01. In the
 * three regions of those zones the letter behind an id differs between accounts: give `zones` where AWS refuses these.
 */
export const REGION_ZONES: Readonly<Record<string, readonly string[]>> = {
  'af-south-1': letters('af-south-1', 'abc'),
  'ap-east-1': letters('ap-east-1', 'abc'),
  'ap-northeast-1': letters('ap-northeast-1', 'acd'),
  'ap-northeast-2': letters('ap-northeast-2', 'abcd'),
  'ap-northeast-3': letters('ap-northeast-3', 'abc'),
  'ap-south-1': letters('ap-south-1', 'abc'),
  'ap-south-2': letters('ap-south-2', 'abc'),
  'ap-southeast-1': letters('ap-southeast-1', 'abc'),
  'ap-southeast-2': letters('ap-southeast-2', 'abc'),
  'ap-southeast-3': letters('ap-southeast-3', 'abc'),
  'ap-southeast-4': letters('ap-southeast-4', 'abc'),
  'ca-central-1': letters('ca-central-1', 'abd'),
  'ca-west-1': letters('ca-west-1', 'abc'),
  'eu-central-1': letters('eu-central-1', 'abc'),
  'eu-central-2': letters('eu-central-2', 'abc'),
  'eu-north-1': letters('eu-north-1', 'abc'),
  'eu-south-1': letters('eu-south-1', 'abc'),
  'eu-south-2': letters('eu-south-2', 'abc'),
  'eu-west-1': letters('eu-west-1', 'abc'),
  'eu-west-2': letters('eu-west-2', 'abc'),
  'eu-west-3': letters('eu-west-3', 'abc'),
  'il-central-1': letters('il-central-1', 'abc'),
  'me-central-1': letters('me-central-1', 'abc'),
  'me-south-1': letters('me-south-1', 'abc'),
  'mx-central-1': letters('mx-central-1', 'abc'),
  'sa-east-1': letters('sa-east-1', 'abc'),
  'us-east-1': letters('us-east-1', 'abcdf'),
  'us-east-2': letters('us-east-2', 'abc'),
  'us-gov-east-1': letters('us-gov-east-1', 'abc'),
  'us-gov-west-1': letters('us-gov-west-1', 'abc'),
  'us-west-1': letters('us-west-1', 'ac'),
  'us-west-2': letters('us-west-2', 'abcd'),
};

function letters(region: string, zones: string): readonly string[] {
  return [...zones].map((letter) => `${region}${letter}`);
}

/** The word in ARNs between `arn:` and the service. */
export function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
