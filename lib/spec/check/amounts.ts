import { issue, type Issue, type Path } from '../issue';
import { parseQuantity } from '../lang/quantity';

/** No program fits into less memory, and no disk is smaller. */
const FEWEST_BYTES = 1e6;

/** No machine has more. */
const MOST_CORES = 10_000;

/** A number below this and without a unit counts gigabytes where an author writes it; a larger one megabytes. */
const FEWEST_MEGABYTES = 128;

/** Amounts of a pod that the API server takes and nobody means: a unit that is missing, or `m` and `M` confused. */
export function unlikelyAmounts(amounts: Readonly<Record<string, string>>, path: Path): Issue[] {
  return Object.entries(amounts).flatMap(([name, amount]) => {
    if (name === 'cpu') return unlikelyCores(amount, [...path, name]);
    const isBytes = name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-');
    return isBytes ? unlikelyBytes(name, amount, [...path, name]) : [];
  });
}

/** A size such as that of a claim; `what` it is of. */
export function unlikelyBytes(what: string, amount: string, path: Path): Issue[] {
  const bytes = parseQuantity(amount);
  if (bytes === undefined || bytes <= 0 || bytes >= FEWEST_BYTES) return [];
  const counted = bytes < 1 ? 'less than a byte' : `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([a-zA-Z]*)$/.exec(amount) ?? [];
  const meant = unit === 'm' ? 'M' : unit !== '' ? undefined : bytes < FEWEST_MEGABYTES ? 'Gi' : 'Mi';
  const hint =
    meant === undefined || number === '' ? 'write a size such as 512Mi or 8Gi' : `did you mean ${number}${meant}`;
  return [issue('MYL1015', path, `${amount} of ${what} is ${counted}`, hint)];
}

function unlikelyCores(amount: string, path: Path): Issue[] {
  const cores = parseQuantity(amount);
  if (cores === undefined || cores < MOST_CORES) return [];
  const [, number] = /^(\d+\.?\d*|\.\d+)M$/.exec(amount) ?? [];
  const hint = number === undefined ? 'write cores such as 2, or 500m for half a core' : `did you mean ${number}m`;
  return [issue('MYL1015', path, `${amount} of cpu is ${cores} cores`, hint)];
}
