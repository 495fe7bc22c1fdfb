import { zonesOf } from './regions';

interface Family {
  /** By which pools ask for it. */
  readonly type: string;
  /** By which Google does. */
  readonly accelerator: string;
  /** How many GPUs a size can have; more than one where they are chosen. */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  /** Zones as region and letters. */
  readonly zones: string;
}

/** What a machine with GPUs has. */
export interface GpuMachine {
  readonly type: string;
  readonly accelerator: string;
  readonly counts: readonly number[];
  readonly zones: readonly string[];
}

const T4_COUNTS = [1, 2, 4];

/**
 * Machines with NVIDIA GPUs by family, and the zones for which Google has a price of them, by the catalog of SkyPilot
 * (skypilot-org/skypilot-catalog, v7, commit 017e250). Google adds zones without notice: `offeredMachines` says so.
 */
const FAMILIES: Readonly<Record<string, Family>> = {
  'n1-standard': {
    type: 't4',
    accelerator: 'nvidia-tesla-t4',
    sizes: { 4: T4_COUNTS, 8: T4_COUNTS, 16: T4_COUNTS, 32: [2, 4], 64: [4], 96: [4] },
    zones:
      'asia-east1-ac asia-east2-ac asia-northeast1-ac asia-northeast3-bc asia-south1-ab asia-southeast1-abc asia-southeast2-ab ' +
      'australia-southeast1-ac europe-central2-bc europe-west1-bcd europe-west2-ab europe-west3-b europe-west4-abc me-west1-bc ' +
      'northamerica-northeast1-c southamerica-east1-ac us-central1-abcf us-east1-cd us-east4-abc us-west1-ab us-west2-bc ' +
      'us-west3-b us-west4-ab',
  },
  'g2-standard': {
    type: 'l4',
    accelerator: 'nvidia-l4',
    sizes: { 4: [1], 8: [1], 12: [1], 16: [1], 32: [1], 24: [2], 48: [4], 96: [8] },
    zones:
      'asia-east1-abc asia-northeast1-abc asia-northeast3-ab asia-south1-abc asia-southeast1-abc europe-west1-bc europe-west2-ab ' +
      'europe-west3-ab europe-west4-abc europe-west6-bc me-central2-ac northamerica-northeast1-b northamerica-northeast2-ab ' +
      'us-central1-abc us-east1-bcd us-east4-ac us-west1-abc us-west4-ac',
  },
  'a2-highgpu': {
    type: 'a100-40gb',
    accelerator: 'nvidia-tesla-a100',
    sizes: { '1g': [1], '2g': [2], '4g': [4], '8g': [8] },
    zones:
      'asia-northeast1-ac asia-northeast3-ab asia-southeast1-bc europe-west4-ab me-west1-ac us-central1-abcf us-east1-b us-west1-b ' +
      'us-west3-b us-west4-b',
  },
  'a2-megagpu': {
    type: 'a100-40gb',
    accelerator: 'nvidia-tesla-a100',
    sizes: { '16g': [16] },
    zones: 'asia-southeast1-c europe-west4-ab us-central1-abcf',
  },
  'a2-ultragpu': {
    type: 'a100-80gb',
    accelerator: 'nvidia-a100-80gb',
    sizes: { '1g': [1], '2g': [2], '4g': [4], '8g': [8] },
    zones: 'asia-southeast1-c europe-west4-a us-central1-ac us-east4-c us-east5-ab',
  },
  'a3-highgpu': {
    type: 'h100',
    accelerator: 'nvidia-h100-80gb',
    sizes: { '1g': [1], '2g': [2], '4g': [4], '8g': [8] },
    zones:
      'asia-east1-c asia-northeast1-b asia-south1-c asia-southeast1-bc australia-southeast1-c europe-north1-c europe-west1-bc ' +
      'europe-west3-c europe-west4-bc europe-west8-c us-central1-abc us-east4-abc us-east5-a us-west1-ab us-west4-a',
  },
  'a3-edgegpu': {
    type: 'h100',
    accelerator: 'nvidia-h100-80gb',
    sizes: { '8g': [8] },
    zones:
      'asia-northeast1-b asia-northeast3-ac asia-south1-c asia-southeast1-bc europe-west2-b europe-west3-ac europe-west4-bc ' +
      'europe-west9-c northamerica-northeast2-c us-central1-abc us-east4-abc us-east5-a us-west1-ab us-west4-a',
  },
  'a3-megagpu': {
    type: 'h100-mega',
    accelerator: 'nvidia-h100-mega-80gb',
    sizes: { '8g': [8] },
    zones:
      'asia-northeast1-b asia-northeast3-ac asia-south1-c asia-southeast1-bc australia-southeast1-c europe-west1-bc europe-west3-ac ' +
      'europe-west4-bc northamerica-northeast2-c us-central1-abc us-east4-abc us-east5-a us-west1-ab us-west4-a',
  },
  'a3-ultragpu': {
    type: 'h200',
    accelerator: 'nvidia-h200-141gb',
    sizes: { '8g': [8] },
    zones:
      'asia-south1-b asia-south2-c europe-west1-b europe-west4-a us-central1-b us-east4-b us-east5-a us-south1-b us-west1-c',
  },
  'a4-highgpu': {
    type: 'b200',
    accelerator: 'nvidia-b200',
    sizes: { '8g': [8] },
    zones: 'asia-northeast1-b asia-southeast1-b us-central1-b us-east1-b us-east4-b us-south1-b us-west2-c us-west3-bc',
  },
};

/** Undefined where the machine can have no GPU that the table knows. */
export function gpuMachine(machineType: string): GpuMachine | undefined {
  const place = machineType.lastIndexOf('-');
  const family = FAMILIES[machineType.slice(0, place)];
  const counts = family?.sizes[machineType.slice(place + 1)];
  if (family === undefined || counts === undefined) return undefined;
  const zones = family.zones.split(' ').flatMap((text) => {
    const end = text.lastIndexOf('-');
    return zonesOf(text.slice(0, end), text.slice(end + 1));
  });
  return { type: family.type, accelerator: family.accelerator, counts, zones };
}

export function gpuMachineTypes(type: string): readonly string[] {
  return Object.entries(FAMILIES).flatMap(([name, family]) =>
    family.type === type ? Object.keys(family.sizes).map((size) => `${name}-${size}`) : [],
  );
}

export function gpuTypes(): readonly string[] {
  return [...new Set(Object.values(FAMILIES).map(({ type }) => type))];
}

/** Machines of n1 have GPUs where these are asked for, others always. */
export function alwaysHasGpus(machineType: string): boolean {
  return gpuMachine(machineType) !== undefined && !machineType.startsWith('n1-');
}
