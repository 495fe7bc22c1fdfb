import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** What is kept apart from the objects that anyone with a namespace may apply. */
export type SiblingPurpose =
  /** Cluster-wide objects, which have no namespace: for an admin. */
  | 'admin'
  /** Kinds of operators that a cluster may not have. */
  | 'operators';

/**
 * The chart beside the scope's own, hence the file beside its file: `digits` has `digits-admin`. Made when first asked for;
 * not nested, since cdk8s numbers the files of nested charts.
 */
export function siblingChart(scope: Construct, purpose: SiblingPurpose): Chart {
  const chart = Chart.of(scope);
  const parent = chart.node.scope;
  if (parent === undefined) return chart;
  const id = `${chart.node.id}-${purpose}`;
  const found = parent.node.tryFindChild(id);
  if (found !== undefined) return found as Chart;
  const { namespace, labels } = chart;
  return new Chart(parent, id, { ...(namespace === undefined || purpose === 'admin' ? {} : { namespace }), labels });
}
