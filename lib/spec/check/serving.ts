import type { Axon, ModelGraph } from '../axon';
import { issue, type Issue, type Path } from '../issue';
import type { ModelSpec } from '../schema/deployer';

/** Traffic that goes nowhere or not where the numbers suggest, and choices that nothing decides. */
export function checkServing(axon: Axon, complete: boolean): readonly Issue[] {
  return [...axon.deployers.values()].flatMap((graph) => [
    ...checkRules(graph.spec.rolloutSpec, [...graph.path, 'rolloutSpec']),
    ...checkShadows(graph.spec.rolloutSpec, [...graph.path, 'rolloutSpec'], ({ destinationIndex }) => destinationIndex),
    ...graph.spec.models.flatMap((model, index) => [
      ...checkRules(model.routingStrategy, [...graph.path, 'models', index, 'routingStrategy']),
      ...checkShadows(
        model.routingStrategy,
        [...graph.path, 'models', index, 'routingStrategy'],
        ({ destinationName }) => destinationName,
      ),
      ...checkReach(graph, model, [...graph.path, 'models', index], complete),
    ]),
    ...checkSelection(graph),
  ]);
}

interface Rule {
  readonly match?: unknown;
  readonly destinations: readonly { readonly weight: number }[];
}

function checkRules(rules: readonly Rule[], path: Path): Issue[] {
  const open = rules.findIndex(({ match }) => match === undefined);
  return rules
    .flatMap((rule, index) => {
      const issues = checkWeights(rule, [...path, index, 'destinations']);
      if (open !== -1 && index > open) {
        const message = `rule ${index} is never asked, rule ${open} before it matches every request`;
        issues.push(issue('MYL1309', [...path, index], message, 'move the rule without match to the end'));
      }
      return issues;
    })
    .concat(checkAnswered(rules, open, path));
}

/** Without a rule that matches every request, those that match none are refused. */
function checkAnswered(rules: readonly Rule[], open: number, path: Path): Issue[] {
  if (rules.length === 0 || open !== -1) return [];
  const message = `requests that match none of the ${rules.length} rules are answered with 404`;
  const only = 'requests that do not match the one rule are answered with 404';
  const hint = 'add a rule without match at the end, unless that is meant';
  return [issue('MYL1310', path, rules.length === 1 ? only : message, hint)];
}

/** A destination that serves the requests is not sent copies of them. */
function checkShadows<D>(
  rules: readonly {
    readonly destinations: readonly (D & { readonly weight: number })[];
    readonly shadow?: D | undefined;
  }[],
  path: Path,
  nameOf: (destination: D) => string | number,
): Issue[] {
  return rules.flatMap(({ destinations, shadow }, index) => {
    if (shadow === undefined) return [];
    const name = nameOf(shadow);
    if (!destinations.some((one) => one.weight > 0 && nameOf(one) === name)) return [];
    const message = `the shadow ${name} serves the same requests, so it gets no copies`;
    return [
      issue('MYL1311', [...path, index, 'shadow'], message, 'name a destination that does not serve, or remove it'),
    ];
  });
}

function checkWeights({ destinations }: Rule, path: Path): Issue[] {
  const weights = destinations.map(({ weight }) => weight);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const got = `got ${weights.join(', ')}`;
  if (sum === 0)
    return [issue('MYL1302', path, `at least one weight must be above 0, ${got}`, 'use weights such as 100')];
  if (Math.abs(sum - 100) < 1e-6) return [];
  const shares = weights.map((weight) => `${Number(((weight / sum) * 100).toFixed(2))} %`).join(', ');
  const message = `the weights sum to ${Number(sum.toFixed(6))}, ${got}`;
  return [issue('MYL1301', path, message, `they count as shares of their sum: ${shares}`)];
}

function checkReach(graph: ModelGraph, model: ModelSpec, path: Path, complete: boolean): Issue[] {
  const asked = graph.spec.routes.some(({ dag }) => dag.some((node) => node.model === model.name));
  if (!asked && complete) {
    const message = `no route of ${graph.name} asks the model ${model.name}`;
    return [issue('MYL1305', [...path, 'name'], message, 'add it to the dag of a route, or remove it')];
  }
  if (model.routingStrategy.length === 0) return [];
  const named = new Set(
    model.routingStrategy.flatMap(({ destinations, shadow }) => [
      ...destinations.map(({ destinationName }) => destinationName),
      ...(shadow === undefined ? [] : [shadow.destinationName]),
    ]),
  );
  const weighed = new Set(
    model.routingStrategy.flatMap(({ destinations, shadow }) => [
      ...destinations.flatMap(({ destinationName, weight }) => (weight > 0 ? [destinationName] : [])),
      ...(shadow === undefined ? [] : [shadow.destinationName]),
    ]),
  );
  return model.backendModels.flatMap(({ name }, index) => {
    if (weighed.has(name)) return [];
    if (named.has(name)) {
      const message = `every routingStrategy of ${model.name} gives the backend ${name} the weight 0`;
      return [issue('MYL1305', [...path, 'backendModels', index, 'name'], message, 'give it a weight, or remove it')];
    }
    const message = `no routingStrategy of ${model.name} names the backend ${name}`;
    const at = [...path, 'backendModels', index, 'name'];
    return [issue('MYL1305', at, message, 'give it a weight, or remove it')];
  });
}

/** `best` compares by the loss metric of the training; without one it can only mean latest. */
function checkSelection(graph: ModelGraph): Issue[] {
  const issues: Issue[] = [];
  graph.models.forEach((model) => {
    const m = graph.spec.models.findIndex(({ name }) => name === model.name);
    const spec = graph.spec.models[m];
    for (const backend of model.backends) {
      if (backend.selection !== 'best' || backend.trainer === undefined || backend.trainer.objective !== undefined)
        continue;
      const b = spec?.backendModels.findIndex(({ name }) => name === backend.name) ?? 0;
      const own = spec?.backendModels[b]?.modelSelectionStrategy !== undefined;
      const path = [...graph.path, 'models', m, ...(own ? ['backendModels', b] : []), 'modelSelectionStrategy'];
      const message = `${backend.trainer.name} has no lossMetric, so best means latest`;
      issues.push(issue('MYL1307', path, message, `add lossMetric to ${backend.trainer.name}, or write latest`));
    }
  });
  return issues;
}
