import type { AxonView } from '../../engine/view/axon-view';
import type { Condition } from '../hand';

/** What is shown of an axon whose loop is not open: why, and nothing else is known. */
export function unopenedView(axon: string, conditions: readonly Condition[]) {
  const view: AxonView = {
    axon,
    spec: '',
    status: 'Suspended',
    tasks: {},
    sensors: {},
    alerts: {},
    deployers: {},
    runs: [],
    waits: conditions.map(({ message }) => message),
  };
  return { ...view, endpoints: {}, conditions, seq: 0 };
}
