import { mapSelectors, type PromqlExpr, type PromqlSelector } from '../../spec/lang/promql';

/** Label of what the runtime exposes: a Prometheus may scrape axons of one name in several namespaces. */
export const NAMESPACE_LABEL = 'axon_namespace';

/** Narrows every reported metric to this namespace, unless the query names it itself. */
export function inNamespace(expr: PromqlExpr, namespace: string): PromqlExpr {
  return mapSelectors(expr, (selector) => narrowed(selector, namespace));
}

function narrowed(selector: PromqlSelector, namespace: string): PromqlSelector {
  if (selector.reported === undefined || selector.matchers.some(({ name }) => name === NAMESPACE_LABEL))
    return selector;
  return { ...selector, matchers: [...selector.matchers, { name: NAMESPACE_LABEL, op: '=', value: namespace }] };
}
