import type { PromqlExpr, PromqlSelector } from '../../spec/lang/promql';

/** Label of what the runtime exposes: a Prometheus may scrape axons of one name in several namespaces. */
export const NAMESPACE_LABEL = 'axon_namespace';

/** Narrows every reported metric to this namespace, unless the query names it itself. */
export function inNamespace(expr: PromqlExpr, namespace: string): PromqlExpr {
  const narrow = (e: PromqlExpr): PromqlExpr => inNamespace(e, namespace);
  switch (expr.kind) {
    case 'number':
      return expr;
    case 'selector':
      return narrowed(expr, namespace);
    case 'range':
      return { ...expr, selector: narrowed(expr.selector, namespace) };
    case 'negate':
    case 'aggregate':
      return { ...expr, operand: narrow(expr.operand) };
    case 'binary':
      return { ...expr, left: narrow(expr.left), right: narrow(expr.right) };
    case 'call':
      return { ...expr, args: expr.args.map(narrow) };
  }
}

function narrowed(selector: PromqlSelector, namespace: string): PromqlSelector {
  if (selector.reported === undefined || selector.matchers.some(({ name }) => name === NAMESPACE_LABEL))
    return selector;
  return { ...selector, matchers: [...selector.matchers, { name: NAMESPACE_LABEL, op: '=', value: namespace }] };
}
