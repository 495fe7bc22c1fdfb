/**
 * Regions with three availability zones, and some without any, so that these can be named. Source: Microsoft, "Azure regions
 * with availability zone support", 2026-01. Zones are numbers; what they stand for differs between subscriptions.
 */
const WITH_ZONES = [
  'australiaeast',
  'austriaeast',
  'brazilsouth',
  'canadacentral',
  'centralindia',
  'centralus',
  'eastasia',
  'eastus',
  'eastus2',
  'francecentral',
  'germanywestcentral',
  'israelcentral',
  'italynorth',
  'japaneast',
  'japanwest',
  'koreacentral',
  'mexicocentral',
  'newzealandnorth',
  'northeurope',
  'norwayeast',
  'polandcentral',
  'qatarcentral',
  'southafricanorth',
  'southcentralus',
  'southeastasia',
  'spaincentral',
  'swedencentral',
  'switzerlandnorth',
  'uaenorth',
  'uksouth',
  'westeurope',
  'westus2',
  'westus3',
];

const WITHOUT_ZONES = [
  'australiasoutheast',
  'canadaeast',
  'francesouth',
  'germanynorth',
  'koreasouth',
  'northcentralus',
  'norwaywest',
  'southindia',
  'switzerlandwest',
  'uaecentral',
  'ukwest',
  'westcentralus',
  'westus',
];

export const REGION_ZONES: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...WITH_ZONES.map((region) => [region, ['1', '2', '3']] as const),
  ...WITHOUT_ZONES.map((region) => [region, []] as const),
]);
