/** What a machine with GPUs has. */
export interface GpuMachine {
  readonly type: string;
  readonly count: number;
  /** Network cards with EFA, for training over many machines; 0 where there are fewer than four. */
  readonly efa: number;
}

interface Family {
  readonly type: string;
  /** GPUs by size. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly efa?: Readonly<Record<string, number>>;
  readonly regions: string;
}

/** The sizes of g5, g6 and g6e. */
const G_SIZES = {
  ...{ xlarge: 1, '2xlarge': 1, '4xlarge': 1, '8xlarge': 1, '16xlarge': 1 },
  ...{ '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 },
};

/**
 * Families of machines with NVIDIA GPUs. Source: the tables of accelerated computing in the EC2 user guide and its list of
 * instance types by region, as known in January 2026. AWS adds regions without notice: `offeredMachines` says so.
 */
const FAMILIES: Readonly<Record<string, Family>> = {
  g4dn: {
    type: 't4',
    sizes: { ...G_SIZES, '24xlarge': 0, '48xlarge': 0, metal: 8 },
    regions:
      'af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ' +
      'ca-central-1 eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-2 eu-west-3 me-south-1 sa-east-1 us-east-1 us-east-2 ' +
      'us-gov-east-1 us-gov-west-1 us-west-1 us-west-2',
  },
  g5: {
    type: 'a10g',
    sizes: G_SIZES,
    regions:
      'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 ' +
      'eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
  },
  g6: {
    type: 'l4',
    sizes: G_SIZES,
    regions:
      'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-2 ca-central-1 eu-central-1 eu-central-2 eu-north-1 eu-south-2 eu-west-2 ' +
      'eu-west-3 me-central-1 sa-east-1 us-east-1 us-east-2 us-west-2',
  },
  g6e: {
    type: 'l40s',
    sizes: G_SIZES,
    regions:
      'ap-northeast-1 ap-northeast-2 eu-central-1 eu-north-1 eu-south-2 me-central-1 us-east-1 us-east-2 us-west-2',
  },
  p4d: {
    type: 'a100-40gb',
    sizes: { '24xlarge': 8 },
    efa: { '24xlarge': 4 },
    regions:
      'ap-northeast-1 ap-northeast-2 ap-southeast-1 eu-central-1 eu-west-1 us-east-1 us-east-2 us-gov-west-1 us-west-2',
  },
  p4de: {
    type: 'a100-80gb',
    sizes: { '24xlarge': 8 },
    efa: { '24xlarge': 4 },
    regions: 'us-east-1 us-west-2',
  },
  p5: {
    type: 'h100',
    sizes: { '4xlarge': 1, '48xlarge': 8 },
    efa: { '48xlarge': 32 },
    regions:
      'ap-northeast-1 ap-south-1 ap-southeast-2 ap-southeast-3 eu-north-1 eu-west-2 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
  },
  p5en: {
    type: 'h200',
    sizes: { '48xlarge': 8 },
    efa: { '48xlarge': 16 },
    regions:
      'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-3 eu-north-1 eu-south-2 us-east-1 us-east-2 us-west-1 us-west-2',
  },
  'p6-b200': {
    type: 'b200',
    sizes: { '48xlarge': 8 },
    efa: { '48xlarge': 8 },
    regions: 'us-east-1 us-east-2 us-west-2',
  },
};

/** Undefined where the machine has no GPU that the table knows. */
export function gpuMachine(machineType: string): GpuMachine | undefined {
  const [name = '', size = ''] = machineType.split('.');
  const family = FAMILIES[name];
  const count = family?.sizes[size] ?? 0;
  return family === undefined || count === 0 ? undefined : { type: family.type, count, efa: family.efa?.[size] ?? 0 };
}

export function gpuMachineTypes(type: string): readonly string[] {
  return Object.entries(FAMILIES).flatMap(([name, family]) =>
    family.type === type ? Object.keys(family.sizes).map((size) => `${name}.${size}`) : [],
  );
}

export function gpuTypes(): readonly string[] {
  return Object.values(FAMILIES).map(({ type }) => type);
}

export function regionsOfMachine(machineType: string): readonly string[] {
  return FAMILIES[machineType.split('.')[0] ?? '']?.regions.split(' ') ?? [];
}
