/** Regions whose zones are not a, b and c. */
const OTHER_ZONES: Readonly<Record<string, string>> = {
  'europe-west1': 'bcd',
  'us-central1': 'abcf',
  'us-east1': 'bcd',
};

/**
 * Regions and their zones, without those that sell accelerators alone. Source: the zones for which Google has prices of n2 and n4
 * machines, by the catalog of SkyPilot (skypilot-org/skypilot-catalog, v7, commit 017e250).
 */
const REGIONS = [
  'africa-south1',
  'asia-east1',
  'asia-east2',
  'asia-northeast1',
  'asia-northeast2',
  'asia-northeast3',
  'asia-south1',
  'asia-south2',
  'asia-southeast1',
  'asia-southeast2',
  'australia-southeast1',
  'australia-southeast2',
  'europe-central2',
  'europe-north1',
  'europe-north2',
  'europe-southwest1',
  'europe-west1',
  'europe-west2',
  'europe-west3',
  'europe-west4',
  'europe-west6',
  'europe-west8',
  'europe-west9',
  'europe-west10',
  'europe-west12',
  'me-central1',
  'me-central2',
  'me-west1',
  'northamerica-northeast1',
  'northamerica-northeast2',
  'northamerica-south1',
  'southamerica-east1',
  'southamerica-west1',
  'us-central1',
  'us-east1',
  'us-east4',
  'us-east5',
  'us-south1',
  'us-west1',
  'us-west2',
  'us-west3',
  'us-west4',
];

export const REGION_ZONES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  REGIONS.map((region) => [region, zonesOf(region, OTHER_ZONES[region] ?? 'abc')]),
);

/** `europe-west3-a` and so on, of the letters of a region. */
export function zonesOf(region: string, letters: string): readonly string[] {
  return [...letters].map((letter) => `${region}-${letter}`);
}
