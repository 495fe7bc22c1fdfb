import { formatCidr, overlap, parseCidr, type Cidr } from './cidr';
import type { EndpointProps, NodePoolProps } from './cluster-props';
import type { CloudFault } from './fault';

/** A version of something, and the days between which its maker supports it, as `2026-12-02`. */
export interface SupportedVersion {
  readonly version: string;
  readonly from: string;
  readonly until: string;
  /** @default - no support beyond `until` can be bought */
  readonly extendedUntil?: string;
}

/** Name of the cluster: what it begins is as long as the shortest limit of the clouds allows. */
export function checkName(name: string): readonly CloudFault[] {
  if (/^[a-z][a-z0-9-]{0,22}[a-z0-9]$/.test(name)) return [];
  const hint = 'use 2 to 24 lower case letters, digits and -, a letter first, no - last';
  return [{ code: 'CLOUD002', path: ['name'], message: `${JSON.stringify(name)} is no name of a cluster`, hint }];
}

/** What keeps a quorum stands in as many zones, though some clouds put a control plane into two. */
const ZONES_AT_LEAST = 3;

/** Zones, as given or as the region has them. */
export function checkZones(
  region: string,
  zones: readonly string[],
  regions: Readonly<Record<string, readonly string[]>>,
): readonly CloudFault[] {
  // A region that is newer than the table is trusted where its zones are named.
  const available = regions[region] ?? (zones.length > 0 ? zones : undefined);
  if (available === undefined) {
    const message = `region ${JSON.stringify(region)} is not in the table of regions`;
    return [
      { code: 'CLOUD003', path: ['region'], message, hint: 'check its name, or give zones for a region that is newer' },
    ];
  }
  const unknown = zones.filter((zone) => !available.includes(zone));
  if (unknown.length > 0) {
    const message = `${region} has no zone ${unknown.join(', ')}`;
    return [{ code: 'CLOUD003', path: ['zones'], message, hint: `it has ${available.join(', ')}` }];
  }
  if (new Set(zones).size < zones.length) {
    return [{ code: 'CLOUD003', path: ['zones'], message: 'a zone is named twice', hint: 'name each zone once' }];
  }
  if (zones.length >= ZONES_AT_LEAST) return [];
  const message = `${zones.length} zones in ${region}, and the cluster takes ${ZONES_AT_LEAST}`;
  const enough = available.length >= ZONES_AT_LEAST;
  const hint = enough ? `name more of ${available.join(', ')}` : 'choose a region with more zones';
  return [{ code: 'CLOUD003', path: [enough ? 'zones' : 'region'], message, hint }];
}

/**
 * Against the table of what the cloud supports, on a day such as `2026-11-26`.
 *
 * What runs is never refused: until all support is over, which no cloud lets a version outlive, that there is less of it is a
 * warning.
 */
export function checkKubernetesVersion(
  version: string,
  table: readonly SupportedVersion[],
  today: string,
  extended: boolean,
): readonly CloudFault[] {
  const found = table.find((row) => row.version === version);
  const open = table.filter((row) => row.from <= today && today <= row.until).map((row) => row.version);
  const fault = (message: string, hint: string): readonly CloudFault[] => [
    { code: 'CLOUD004', path: ['kubernetesVersion'], message, hint },
  ];
  const use =
    open.length > 0
      ? `use ${open.join(', ')}`
      : `use ${table.at(-1)?.version}, or a release of myelin with a newer table`;
  if (found === undefined) return fault(`${JSON.stringify(version)} is not in the table of versions`, use);
  if (today < found.from) return fault(`${version} is there from ${found.from} on, and today is ${today}`, use);
  if (today <= found.until) return [];
  if (found.extendedUntil === undefined || today > found.extendedUntil) {
    return fault(`${version} is out of support since ${found.extendedUntil ?? found.until}`, use);
  }
  if (extended) return [];
  const message = `${version} is out of standard support since ${found.until}`;
  const hint = `${use}, or pay for extended support, until ${found.extendedUntil}`;
  return [{ code: 'CLOUD004', path: ['kubernetesVersion'], message, hint, severity: 'warning' }];
}

/** Ranges by the key under which they are given; those with a `bits` bound must be that large. */
export function checkRanges(
  ranges: readonly {
    readonly key: string;
    readonly cidr: string;
    readonly largest: number;
    readonly smallest: number;
  }[],
): readonly CloudFault[] {
  const faults: CloudFault[] = [];
  const parsed: { key: string; cidr: Cidr }[] = [];
  for (const { key, cidr, largest, smallest } of ranges) {
    const path = ['network', key];
    const range = parseCidr(cidr);
    if (range === undefined) {
      const hint = 'write the first address and a prefix, such as 10.0.0.0/16';
      faults.push({ code: 'CLOUD005', path, message: `${JSON.stringify(cidr)} is no range of addresses`, hint });
      continue;
    }
    if (range.prefix < largest || range.prefix > smallest) {
      const message = `${cidr} is not between /${largest} and /${smallest}`;
      faults.push({ code: 'CLOUD005', path, message, hint: `take a prefix between ${largest} and ${smallest}` });
    }
    const met = parsed.find((other) => overlap(other.cidr, range));
    if (met !== undefined) {
      const message = `${cidr} overlaps ${formatCidr(met.cidr)} of network.${met.key}`;
      faults.push({ code: 'CLOUD005', path, message, hint: 'take ranges that share no address' });
    }
    parsed.push({ key, cidr: range });
  }
  return faults;
}

export function checkEndpoint(endpoint: EndpointProps): readonly CloudFault[] {
  const allowed = endpoint.allowedCidrs ?? [];
  if (!(endpoint.public ?? false)) {
    if (allowed.length === 0) return [];
    const message = 'a private endpoint has no list of who may reach it';
    return [
      { code: 'CLOUD006', path: ['endpoint', 'allowedCidrs'], message, hint: 'leave it out, or set public: true' },
    ];
  }
  if (allowed.length === 0) {
    const message = 'the endpoint is public, and no list says who may reach it';
    return [
      { code: 'CLOUD006', path: ['endpoint'], message, hint: 'give allowedCidrs, or leave the endpoint private' },
    ];
  }
  return allowed.flatMap((cidr, index): readonly CloudFault[] => {
    const path = ['endpoint', 'allowedCidrs', index];
    const range = parseCidr(cidr);
    if (range === undefined) {
      const message = `${JSON.stringify(cidr)} is no range of addresses`;
      return [{ code: 'CLOUD006', path, message, hint: 'write a range such as 203.0.113.0/24' }];
    }
    if (range.prefix >= 8) return [];
    const message = `${cidr} lets a great part of the Internet in`;
    return [{ code: 'CLOUD006', path, message, hint: 'name the ranges that people and pipelines come from' }];
  });
}

/** What holds of pools on each cloud. */
export function checkPools(pools: readonly NodePoolProps[]): readonly CloudFault[] {
  const faults: CloudFault[] = [];
  const fault = (index: number, key: string, message: string, hint: string) =>
    faults.push({ code: 'CLOUD007', path: ['nodePools', index, key], message, hint });
  pools.forEach((pool, index) => {
    if (!/^[a-z][a-z0-9]{0,11}$/.test(pool.name)) {
      fault(
        index,
        'name',
        `${JSON.stringify(pool.name)} is no name of a pool`,
        'use up to 12 lower case letters and digits',
      );
    }
    if (pools.findIndex((other) => other.name === pool.name) < index) {
      fault(index, 'name', `two pools are named ${pool.name}`, 'give one of them another name');
    }
    if (pool.purpose === 'system' && pool.spot === true) {
      const message = `pool ${pool.name} runs the system on spot, which takes the cluster away with it`;
      fault(index, 'spot', message, 'leave spot out, or set the purpose to work');
    }
    if (
      !Number.isInteger(pool.min) ||
      !Number.isInteger(pool.max) ||
      pool.min < 0 ||
      pool.max < 1 ||
      pool.min > pool.max
    ) {
      fault(
        index,
        'min',
        `bounds from ${pool.min} to ${pool.max} are none`,
        'take whole numbers, 0 <= min <= max and 1 <= max',
      );
    } else if (pool.purpose === 'system' && pool.min < 1) {
      fault(index, 'min', `pool ${pool.name} runs the system and may have no node`, 'set min to 1 or more');
    }
    if (pool.diskGiB !== undefined && !(Number.isInteger(pool.diskGiB) && pool.diskGiB >= 30)) {
      fault(index, 'diskGiB', `${pool.diskGiB} GiB do not hold the images of a node`, 'take a whole number from 30 on');
    }
    if ((pool.purpose === 'gpu') !== (pool.gpu !== undefined)) {
      const message =
        pool.gpu === undefined ? `pool ${pool.name} says no gpu` : `pool ${pool.name} has a gpu and another purpose`;
      fault(index, 'gpu', message, 'set purpose: gpu and gpu: {type, count} together');
    }
  });
  if (!pools.some((pool) => pool.purpose === 'system')) {
    const hint = 'add one with purpose: system';
    faults.push({ code: 'CLOUD007', path: ['nodePools'], message: 'no pool runs the system', hint });
  }
  return faults;
}
