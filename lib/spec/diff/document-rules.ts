import { ARROW, listWords, show, showChange } from './show';
import { HIDDEN, isSecretName } from './secrets';
import { bothThere, lockedTold, reach, summary } from './task-rules';
import type { Change, Rule, Told } from './tell';
import { branch, child } from './tree';

/** How changes of the axon itself are told, and of what is wanted of it. */
export const DOCUMENT_RULES: readonly Rule[] = [
  {
    at: 'name',
    tell: ({ before, after }) => [
      { text: `renamed ${showChange(before, after)}, so every object of it has a new name` },
    ],
  },
  {
    at: 'serviceAccountName',
    tell: ({ before, after }) => [{ text: `task pods run as ${account(before)} ${ARROW} ${account(after)}` }],
  },
  {
    at: 'network',
    tell: ({ before, after }) => [
      { text: `tasks that do not say may reach ${reach(before)} ${ARROW} ${reach(after)}` },
    ],
  },
  {
    at: 'keepVersions',
    tell: ({ before, after }) => [{ text: `versions kept beyond those that get traffic ${showChange(before, after)}` }],
  },
  {
    at: 'retention.*',
    tell: ({ names: [what], before, after }) => [{ text: `retention of ${what} ${showChange(before, after)}` }],
  },
  { at: 'runtimeImage', tell: (change) => lockedTold('the runtime:', change) },
  {
    at: 'suspend',
    tell: ({ after }) => [{ text: after === true ? 'the axon is suspended' : 'the axon is no longer suspended' }],
  },
  { at: 'parameters.*', tell: parameterTold },
  { at: 'artifacts.*', tell: (change) => (bothThere(change) ? undefined : artifactTold(change)) },
  { at: 'desired.*', tell: (change) => (bothThere(change) ? undefined : desiredTold(change)) },
  { at: 'desired.*.state.*', tell: wantedTold },
];

function account(name: unknown): string {
  return name === undefined ? 'an account of its own' : `the account ${show(name)}`;
}

function parameterTold({ names: [name = ''], before, after }: Change): readonly Told[] {
  const value = (one: unknown) => (isSecretName(name) ? HIDDEN : show(one));
  if (before === undefined) return [{ text: `parameter ${name} added, ${value(after)}` }];
  if (after === undefined) return [{ text: `parameter ${name} removed, it was ${value(before)}` }];
  const text = isSecretName(name) ? `changed ${HIDDEN}` : `${value(before)} ${ARROW} ${value(after)}`;
  return [{ text: `parameter ${name} ${text}` }];
}

function artifactTold(change: Change): readonly Told[] {
  const [name] = change.names;
  const { kind, repo, endpoint, bucket, path } = branch(change.after ?? change.before, 'source');
  const from = kind === 'git' ? show(repo) : kind === 's3' ? `${show(endpoint)}/${show(bucket)}` : show(path);
  return summary(change, `artifact ${name} ${change.before === undefined ? 'added' : 'removed'}: ${from}`);
}

function desiredTold(change: Change): readonly Told[] {
  const [name] = change.names;
  const { state, train, deploy } = branch(change.after ?? change.before);
  const wants = Object.entries(branch(state)).map(([metric, value]) => `${metric} ${show(value)}`);
  const what = wants.length === 0 ? '' : ` with ${listWords(wants)}`;
  const text = `${show(train)} served by ${show(deploy)}${what}`;
  return [{ text: `desired ${name} ${change.before === undefined ? 'added' : 'removed'}: ${text}` }];
}

function wantedTold({ names: [desired, metric], before, after }: Change): readonly Told[] {
  if (before === undefined) return [{ text: `desired ${desired} now wants ${metric} ${show(after)}` }];
  if (after === undefined) return [{ text: `desired ${desired} no longer wants ${metric} ${show(before)}` }];
  return [{ text: `desired ${desired} wants ${metric} ${showChange(before, after)}` }];
}

/** Whose place a path is, for lines that have no words of their own. */
export function subjectOf(path: readonly string[]): { readonly words: string; readonly covers: number } {
  const [list, name, inside, inner] = path;
  if (name === undefined) return { words: '', covers: 0 };
  switch (list) {
    case 'tasks':
      if (inside === 'hpTuning') return { words: `${name}:`, covers: 3 };
      if (inside === 'imageBuild') return { words: `${name}: image rebuilt,`, covers: 3 };
      return { words: `${name}:`, covers: 2 };
    case 'sensors':
      if (inside === 'triggers' && inner !== undefined) return { words: `sensor ${name}: trigger ${inner}`, covers: 4 };
      if (inside === 'actions' && inner !== undefined) return { words: `sensor ${name}: action ${inner}`, covers: 4 };
      return { words: `sensor ${name}:`, covers: 2 };
    case 'deployers':
      if (inside === 'routes' && inner !== undefined) return { words: `route ${inner}:`, covers: 4 };
      if (inside === 'models' && inner !== undefined) return { words: `model ${inner}:`, covers: 4 };
      return { words: `deployer ${name}:`, covers: 2 };
    case 'artifacts':
      return { words: `artifact ${name}:`, covers: 2 };
    case 'desired':
      return { words: `desired ${name}:`, covers: 2 };
    default:
      return { words: '', covers: 0 };
  }
}

/** Places whose changes widen or narrow what the axon may do, reach or read. */
const SECURITY = [
  'serviceAccountName',
  'podPatch',
  'imagePullSecrets',
  'network',
  'volume',
  'tasks.*.podPatch',
  'tasks.*.network',
  'tasks.*.volumes',
  'tasks.*.volumeMounts',
  'tasks.*.tfJobSpec',
  'tasks.*.imageBuild.volumes',
  'artifacts.*.source.sshPrivateKeySecret',
  'artifacts.*.source.usernameSecret',
  'artifacts.*.source.passwordSecret',
  'artifacts.*.source.accessKeySecret',
  'artifacts.*.source.secretKeySecret',
  'sensors.*.triggers.*.auth',
  'deployers.*.routes.*.nodes.*.fullPath',
].map((place) => place.split('.'));

export function isSecurity(path: readonly string[], before: unknown, after: unknown): boolean {
  if (path[0] === 'tasks' && path[2] === 'envFrom') return readsSecret(before) || readsSecret(after);
  return SECURITY.some(
    (place) => place.length <= path.length && place.every((step, index) => step === '*' || step === path[index]),
  );
}

function readsSecret(source: unknown): boolean {
  if (Array.isArray(source)) return source.some(readsSecret);
  return child(source, 'secretRef') !== undefined || (typeof source !== 'object' && source !== undefined);
}
