import type { Axon, ModelGraph } from '../axon';
import { issue, type Issue, type Path } from '../issue';
import type { MatchSpec, ModelSpec } from '../schema/deployer';
import { show } from '../schema-faults';
import { checkRuleReach, type RoutePath } from './rule-reach';

/** Traffic that goes nowhere or not where the numbers suggest, and choices that nothing decides. */
export function checkServing(axon: Axon, complete: boolean): readonly Issue[] {
  return [...axon.deployers.values()].flatMap((graph) => [
    ...checkRules(graph.spec.rolloutSpec, [...graph.path, 'rolloutSpec'], graph.name, routePaths(graph, complete)),
    ...checkShadows(graph.spec.rolloutSpec, [...graph.path, 'rolloutSpec'], ({ destinationIndex }) => destinationIndex),
    ...graph.spec.models.flatMap((model, index) => [
      ...checkRules(
        model.routingStrategy,
        [...graph.path, 'models', index, 'routingStrategy'],
        model.name,
        routePaths(graph, complete, model.name),
      ),
      ...checkShadows(
        model.routingStrategy,
        [...graph.path, 'models', index, 'routingStrategy'],
        ({ destinationName }) => destinationName,
      ),
      ...checkReach(graph, model, [...graph.path, 'models', index], complete),
    ]),
    ...checkSelection(graph),
    ...checkRoutePaths(graph),
  ]);
}

/** A request brings a path without a query, in which the steps back are taken already. */
function checkRoutePaths({ spec, path }: ModelGraph): Issue[] {
  return spec.routes.flatMap((route, index): Issue[] => {
    const isAsked = !/[?#\\]/.test(route.path) && !route.path.split('/').some((step) => /^(\.|%2e){1,2}$/i.test(step));
    if (isAsked) return [];
    const at = [...path, 'routes', index, 'path'];
    const message = `expected a path that a request can have, got ${show(route.path)}`;
    return [issue('MYL1003', at, message, `did you mean ${new URL(`http://any${route.path}`).pathname}`)];
  });
}

interface Rule {
  readonly match?: MatchSpec | undefined;
  readonly destinations: readonly { readonly weight: number }[];
}

function checkRules(
  rules: readonly Rule[],
  path: Path,
  owner: string,
  routes: readonly RoutePath[] | undefined,
): Issue[] {
  const weights = rules.flatMap((rule, index) => checkWeights(rule, [...path, index, 'destinations']));
  return [...weights, ...checkRuleReach({ rules, path, owner, ...(routes === undefined ? {} : { routes }) })];
}

/** Paths at which requests come in, where all of them are known. */
function routePaths(graph: ModelGraph, complete: boolean, model?: string): readonly RoutePath[] | undefined {
  if (!complete) return undefined;
  const paths = graph.spec.routes.flatMap(({ path, dag }, index) => {
    const asked = model === undefined || dag.some((node) => node.model === model && node.fullPath === undefined);
    return asked ? [{ path, at: [...graph.path, 'routes', index, 'path'] }] : [];
  });
  // That no request comes at all is told elsewhere.
  return paths.length === 0 ? undefined : paths;
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
  const nodes = graph.spec.routes.flatMap(({ dag }) => dag.filter((node) => node.model === model.name));
  if (complete && nodes.every(({ fullPath }) => fullPath !== undefined)) {
    const message = `no route of ${graph.name} asks the model ${model.name}`;
    const outside = nodes[0]?.fullPath;
    const [said, hint] =
      outside === undefined
        ? [message, 'add it to the dag of a route, or remove it']
        : [`${message}, its nodes ask ${outside}`, 'leave fullPath out to ask its backends, or remove the model'];
    return [issue('MYL1305', [...path, 'name'], said, hint)];
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
      ...destinations.flatMap(({ destinationName, weight }) =>
        // A rule without any weight is told as that.
        weight > 0 || destinations.every((one) => one.weight === 0) ? [destinationName] : [],
      ),
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
      const { selection, trainer } = backend;
      if (selection !== 'best' || trainer === undefined || trainer.objective !== undefined) continue;
      // A search has to have one, and has been told so.
      if (trainer.spec.hpTuning !== undefined) continue;
      const b = spec?.backendModels.findIndex(({ name }) => name === backend.name) ?? 0;
      const own = spec?.backendModels[b]?.modelSelectionStrategy !== undefined;
      const path = [...graph.path, 'models', m, ...(own ? ['backendModels', b] : []), 'modelSelectionStrategy'];
      const message = `${trainer.name} has no lossMetric, so best means latest`;
      issues.push(issue('MYL1307', path, message, `add lossMetric to ${trainer.name}, or write latest`));
    }
  });
  return issues;
}
