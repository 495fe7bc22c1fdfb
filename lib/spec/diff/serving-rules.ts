import { ARROW, listWords, show, showChange } from './show';
import { bothThere, summary } from './task-rules';
import type { Change, Rule, Told } from './tell';
import { branch, child, same, type Branch } from './tree';

/** How changes of what serves are told. */
export const SERVING_RULES: readonly Rule[] = [
  { at: 'deployers.*', tell: (change) => (bothThere(change) ? undefined : comeOrGone(change)) },
  {
    at: 'deployers.*.replicas',
    tell: ({ names: [deployer], before, after }) => [
      { text: `deployer ${deployer}: ${showChange(before, after)} replicas` },
    ],
  },
  { at: 'deployers.*.rollout.rules.*', tell: (change) => ruleTold(change, routesWords(change), versionName) },
  { at: 'deployers.*.rollout.order', tell: orderTold },
  { at: 'deployers.*.models.*', tell: (change) => (bothThere(change) ? undefined : modelTold(change)) },
  {
    at: 'deployers.*.models.*.routing.rules.*',
    tell: (change) => ruleTold(change, `model ${change.names[1]}`, (name) => name),
  },
  { at: 'deployers.*.models.*.routing.order', tell: orderTold },
  { at: 'deployers.*.models.*.backends.*', tell: backendTold },
  {
    at: 'deployers.*.models.*.backends.*.selection',
    tell: ({ names: [, , backend], before, after }) => [
      { text: `backend ${backend} serves the ${showChange(before, after)} model` },
    ],
  },
  { at: 'deployers.*.routes.*', tell: (change) => (bothThere(change) ? undefined : routeTold(change)) },
  { at: 'deployers.*.routes.*.nodes.*', tell: nodeTold },
];

function comeOrGone(change: Change): readonly Told[] {
  const [name] = change.names;
  const graph = change.after ?? change.before;
  const models = Object.keys(branch(graph, 'models'));
  const routes = Object.keys(branch(graph, 'routes'));
  const text = `deployer ${name} ${change.before === undefined ? 'added' : 'removed'}: ${listWords(models)} on ${listWords(routes)}`;
  return summary(change, text);
}

/** The routes that a rollout rule is about: those of its deployer, and which of their requests. */
function routesWords({ names: [deployer = '', match], root }: Change): string {
  const routes = Object.keys(branch(root.after, 'deployers', deployer, 'routes'));
  const deployers = new Set([
    ...Object.keys(branch(root.before, 'deployers')),
    ...Object.keys(branch(root.after, 'deployers')),
  ]);
  const of = deployers.size > 1 ? ` of ${deployer}` : '';
  const where =
    routes.length === 1
      ? `route ${routes[0]}${of}`
      : routes.length <= 3
        ? `routes ${listWords(routes)}${of}`
        : `all routes of ${deployer}`;
  return isEvery(match) ? where : `${where} where ${match}`;
}

function isEvery(match: string | undefined): boolean {
  return match?.startsWith('every request') === true;
}

/** Index 0 is the newest version; rules keep their indices, so people are told what the index means. */
function versionName(index: string): string {
  if (index === '0') return 'newest';
  return index === '1' ? 'one before' : `${index} before`;
}

type Weights = Readonly<Record<string, number>>;

function ruleTold(change: Change, where: string, nameOf: (destination: string) => string): readonly Told[] {
  const { before, after } = change;
  const [old, now] = [branch(before, 'weights') as Weights, branch(after, 'weights') as Weights];
  if (before === undefined) return [{ text: `${where}: now ${weighed(now, nameOf)}` }, ...extras(change)];
  if (after === undefined) return [{ text: `${where}: no longer ${weighed(old, nameOf)}` }];
  const weights =
    same(old, now) && same(Object.keys(old), Object.keys(now))
      ? []
      : [{ text: `${where}: ${weightsTold(old, now, nameOf)}` }];
  return [...weights, ...extras(change)];
}

function weightsTold(old: Weights, now: Weights, nameOf: (destination: string) => string): string {
  const destinations = Object.keys(now);
  const alike = same(Object.keys(old), destinations);
  const short = alike && (nameOf('0') !== 'newest' || destinations.every((name, index) => name === String(index)));
  const words = short
    ? `${Object.values(old).join('/')} ${ARROW} ${Object.values(now).join('/')}${nameOf('0') === 'newest' ? '' : ` for ${destinations.join('/')}`}`
    : `${weighed(old, nameOf)} ${ARROW} ${weighed(now, nameOf)}`;
  return sameShares(old, now) ? `${words}, which are the same shares` : words;
}

function sameShares(old: Weights, now: Weights): boolean {
  const total = (weights: Weights) => Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.every((name) => (old[name] ?? 0) * total(now) === (now[name] ?? 0) * total(old));
}

function weighed(weights: Weights, nameOf: (destination: string) => string): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${weight} to ${nameOf(name)}`)
    .join(', ');
}

/** What a rule has beside its weights. */
function extras(change: Change): readonly Told[] {
  return change.inside({ not: ['weights'] });
}

function orderTold({ path, before, after }: Change): readonly Told[] | undefined {
  const sorted = (list: unknown) => (Array.isArray(list) ? list.map(String).sort() : []);
  // Rules that came or went are told as such; only a new order of the same rules is one of its own.
  if (before === undefined || after === undefined || !same(sorted(before), sorted(after))) return [];
  const whose = path[2] === 'models' ? `model ${path[3]}` : `deployer ${path[1]}`;
  return [{ text: `${whose}: rules are asked in another order, now ${(after as string[]).join('; ')}` }];
}

function modelTold(change: Change): readonly Told[] {
  const {
    names: [, model],
    before,
    after,
  } = change;
  const backends = Object.keys(branch(after ?? before, 'backends'));
  return [{ text: `model ${model} ${before === undefined ? 'added' : 'removed'}, answered by ${listWords(backends)}` }];
}

function backendTold(change: Change): readonly Told[] | undefined {
  const {
    names: [, model, backend],
    before,
    after,
  } = change;
  const words = (one: unknown) => {
    const { trainer, deployer, selection } = branch(one);
    return `${show(deployer)}${trainer === undefined ? '' : ` of the ${show(selection)} ${show(trainer)}`}`;
  };
  if (before === undefined) return [{ text: `backend ${backend} of model ${model} added: ${words(after)}` }];
  if (after === undefined) return [{ text: `backend ${backend} of model ${model} removed` }];
  const onlySelection = same({ ...branch(before), selection: 0 }, { ...branch(after), selection: 0 });
  return onlySelection
    ? undefined
    : [{ text: `backend ${backend} of model ${model}: ${words(before)} ${ARROW} ${words(after)}` }];
}

function routeTold(change: Change): readonly Told[] {
  const {
    names: [deployer, route],
    before,
    after,
  } = change;
  const models = Object.keys(branch(after ?? before, 'nodes'));
  const text = before === undefined ? `added, answered by ${listWords(models)}` : 'removed';
  return summary(change, `route ${route} of ${deployer} ${text}`);
}

function nodeTold(change: Change): readonly Told[] | undefined {
  const {
    names: [, route, model],
    before,
    after,
  } = change;
  if (before === undefined) return summary(change, `route ${route} now also asks ${model}`);
  if (after === undefined) return summary(change, `route ${route} no longer asks ${model}`);
  const needs = (node: Branch) => {
    const list = child(node, 'dependencies');
    return Array.isArray(list) && list.length > 0 ? listWords(list.map(show)) : 'nothing';
  };
  if (same(child(before, 'dependencies'), child(after, 'dependencies'))) return undefined;
  const text = `route ${route}: ${model} is sent the answers of ${needs(branch(before))} ${ARROW} ${needs(branch(after))}`;
  return [{ text }, ...change.inside({ not: ['dependencies'] })];
}
