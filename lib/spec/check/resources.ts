import type { Axon } from '../axon';
import { issue, type Issue, type Path } from '../issue';
import { unlikelyAmounts } from './amounts';
import { compareQuantities, parseQuantity } from '../lang/quantity';

/** Amounts that a pod is refused for: more asked for than allowed, and parts of what comes whole. And what nobody means. */
export function checkResources(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap(({ kind, path, spec }) => {
    const { limits = {}, requests = {} } = spec.resources ?? {};
    const at = [...path, kind, 'resources'];
    return [
      ...wholeDevices(limits, [...at, 'limits']),
      ...wholeDevices(requests, [...at, 'requests']),
      ...unlikelyAmounts(limits, [...at, 'limits']),
      ...unlikelyAmounts(requests, [...at, 'requests']),
      ...Object.entries(requests).flatMap(([name, asked]): Issue[] => {
        const most = limits[name];
        if (most === undefined || (compareQuantities(asked, most) ?? 0) <= 0) return [];
        const message = `the request ${asked} of ${name} is above its limit ${most}`;
        return [issue('MYL1013', [...at, 'requests', name], message, 'raise the limit, or ask for less')];
      }),
    ];
  });
}

/** Resources with a domain, such as those of GPUs, are counted: the API server takes whole numbers only. */
function wholeDevices(amounts: Readonly<Record<string, string>>, path: Path): Issue[] {
  return Object.entries(amounts).flatMap(([name, amount]): Issue[] => {
    if (!name.includes('/') || Number.isInteger(parseQuantity(amount))) return [];
    return [issue('MYL1003', [...path, name], `expected a whole number of ${name}, got "${amount}"`)];
  });
}
