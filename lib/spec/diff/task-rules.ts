import { ARROW, listWords, show, showChange } from './show';
import { HIDDEN, isSecretName } from './secrets';
import type { Change, Rule, Told } from './tell';
import { branch, child, isBranch, same } from './tree';

/** How changes of tasks are told. */
export const TASK_RULES: readonly Rule[] = [
  { at: 'tasks.*', tell: (change) => (bothThere(change) ? undefined : comeOrGone(change)) },
  {
    at: 'tasks.*.kind',
    tell: ({ names: [task], before, after }) => [
      { text: `${task}: ${show(before)} task ${ARROW} ${show(after)} task` },
    ],
  },
  { at: 'tasks.*.image', tell: imageTold },
  { at: 'tasks.*.imageBuild', tell: buildTold },
  { at: 'tasks.*.builtFrom', tell: rebuiltTold },
  { at: 'tasks.*.builtImage', tell: (change) => lockedTold(`${change.names[0]}:`, change) },
  { at: 'tasks.*.env.*', tell: (change) => [envTold(`${change.names[0]}:`, change)] },
  { at: 'tasks.*.network', tell: networkTold },
  { at: 'tasks.*.resources.limits.*', tell: (change) => amountTold(change, 'limit') },
  { at: 'tasks.*.resources.requests.*', tell: (change) => amountTold(change, 'request') },
  { at: 'tasks.*.metrics.*', tell: metricTold },
  { at: 'tasks.*.lossMetricSelector', tell: directionTold },
  { at: 'tasks.*.hpTuning', tell: tuningTold },
  {
    at: 'tasks.*.hpTuning.trials',
    tell: ({ names: [task], before, after }) => [
      { text: `${task}: the search runs ${showChange(before, after)} trials` },
    ],
  },
  { at: 'tasks.*.hpTuning.params.*', tell: parameterTold },
];

export function bothThere({ before, after }: Change): boolean {
  return before !== undefined && after !== undefined;
}

/** A variable of the environment; `whose` begins the line. */
export function envTold(whose: string, { path, before, after }: Change): Told {
  const name = path.at(-1) ?? '';
  const value = (env: unknown) => {
    const from = child(env, 'valueFrom');
    if (from !== undefined) return sourceWords(from);
    return isSecretName(name) ? HIDDEN : show(child(env, 'value'));
  };
  const security = [before, after].some((env) => child(child(env, 'valueFrom'), 'secretKeyRef') !== undefined);
  const flag = security ? { security } : {};
  if (before === undefined) return { text: `${whose} env ${name} added, ${value(after)}`, ...flag };
  if (after === undefined) return { text: `${whose} env ${name} removed, it was ${value(before)}`, ...flag };
  const hidden = value(before) === HIDDEN && value(after) === HIDDEN;
  const text = hidden ? `changed ${HIDDEN}` : `${value(before)} ${ARROW} ${value(after)}`;
  return { text: `${whose} env ${name} ${text}`, ...flag };
}

function sourceWords(from: unknown): string {
  for (const [key, what] of [
    ['secretKeyRef', 'Secret'],
    ['configMapKeyRef', 'ConfigMap'],
  ] as const) {
    const reference = child(from, key);
    if (reference === undefined) continue;
    const optional = child(reference, 'optional') === true ? ' if it is there' : '';
    return `from the ${what} ${show(child(reference, 'name'))}, key ${show(child(reference, 'key'))}${optional}`;
  }
  return show(from);
}

function networkTold({ names: [task], before, after }: Change): readonly Told[] {
  const text = before === undefined ? reach(after) : `${reach(before)} ${ARROW} ${reach(after)}`;
  return [{ text: `${task}: may reach ${text}` }];
}

export function reach(egress: unknown): string {
  if (egress === undefined) return 'what each task says';
  if (egress === 'internet') return 'the internet';
  if (egress === 'none') return 'nothing';
  if (!Array.isArray(egress)) return show(egress);
  const places = egress.map((one: { cidr: string; ports?: number[] }) =>
    one.ports === undefined ? one.cidr : `${one.cidr} on port ${one.ports.join(', ')}`,
  );
  return places.length === 0 ? 'nothing' : places.join('; ');
}

/** Something that is new or gone: said once; of what is new, whatever counts for security is said too. */
export function summary(change: Change, text: string): readonly Told[] {
  const widens = change.before === undefined ? change.inside().filter(({ security }) => security === true) : [];
  return [{ text, security: false }, ...widens];
}

function comeOrGone(change: Change): readonly Told[] {
  const [name] = change.names;
  const task = change.after ?? change.before;
  const made = child(task, 'imageBuild');
  const image = made === undefined ? show(child(task, 'image')) : `built as ${show(child(made, 'repositoryName'))}`;
  return summary(
    change,
    `task ${name} ${change.before === undefined ? 'added' : 'removed'}: ${show(child(task, 'kind'))}, ${image}`,
  );
}

const PINNED = /@sha256:[0-9a-f]{64}$/;

/** The name of an image without tag and digest. */
function repository(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function imageTold({ names: [task], before, after }: Change): readonly Told[] {
  const security = typeof after === 'string' && !PINNED.test(after);
  const byTag = security ? ', by a tag that can be moved' : '';
  if (typeof before !== 'string') return [{ text: `${task}: image ${show(after)}${byTag}`, security }];
  if (typeof after !== 'string') return [{ text: `${task}: image ${before} removed` }];
  const rebuilt = repository(before) === repository(after) && PINNED.test(before) && PINNED.test(after);
  return [{ text: `${task}: image ${rebuilt ? 'rebuilt, ' : ''}${before} ${ARROW} ${after}${byTag}`, security }];
}

function buildTold(change: Change): readonly Told[] | undefined {
  const {
    names: [task],
    before,
    after,
  } = change;
  if (bothThere(change)) return undefined;
  const name = show(child(before ?? after, 'repositoryName'));
  const text = before === undefined ? `is built as ${name}` : `is no longer built as ${name}`;
  return summary(change, `${task}: image ${text}`);
}

function rebuiltTold(change: Change): readonly Told[] | undefined {
  const {
    names: [task],
    before,
    after,
  } = change;
  if (!bothThere(change)) return [];
  const files = child(after, 'files');
  const artifact = show(child(after, 'artifact'));
  if (!Array.isArray(files)) return [{ text: `${task}: image rebuilt, since the artifact ${artifact} changed` }];
  const which = files.length <= 3 ? listWords(files.map(show)) : `${files.length} files`;
  return same(child(before, 'source'), child(after, 'source'))
    ? [{ text: `${task}: image rebuilt, since ${which} of the artifact ${artifact} changed` }]
    : [{ text: `${task}: image rebuilt, since the artifact ${artifact} changed` }];
}

/** An image as the lock pins it; `whose` begins the line. */
export function lockedTold(whose: string, { before, after }: Change): readonly Told[] {
  if (typeof after !== 'string')
    return [{ text: `${whose} image no longer pinned, it was ${pinWords(before)}`, security: true }];
  const loaded = after.includes('@') ? '' : ', by a tag that only nodes know';
  const told = (text: string) => [{ text: `${whose} image ${text}${loaded}`, security: loaded !== '' }];
  if (typeof before !== 'string') return told(`built, ${pinWords(after)}`);
  if (repository(before) !== repository(after))
    return told(`${pinWords(before, true)} ${ARROW} ${pinWords(after, true)}`);
  return told(`rebuilt ${pinWords(before)} ${ARROW} ${pinWords(after)}`);
}

/** As much of a digest as tells it from others. */
function pinWords(image: unknown, whole = false): string {
  const [, name = '', mark = '', pin = ''] = /^(.*?)(@sha256:|:)([0-9a-f]+)$/.exec(show(image)) ?? [];
  const digest = `${mark.replace('@', '')}${pin.slice(0, 12)}`;
  return whole ? `${name}${mark}${pin.slice(0, 12)}` : digest.replace(/^:/, '');
}

function amountTold({ names: [task, resource], before, after }: Change, what: string): readonly Told[] {
  return [{ text: `${task}: ${what} of ${resource} ${showChange(before, after)}` }];
}

function metricTold({ names: [task, metric], before, after }: Change): readonly Told[] {
  if (before === undefined) return [{ text: `${task}: now reports ${metric}, a ${show(after)}` }];
  if (after === undefined) return [{ text: `${task}: no longer reports ${metric}` }];
  return [{ text: `${task}: ${metric} is a ${showChange(before, after)}` }];
}

function directionTold({ names: [task = ''], before, after, root }: Change): readonly Told[] | undefined {
  const metric = child(branch(root.after, 'tasks', task), 'lossMetric');
  if (before === undefined || after === undefined || metric === undefined) return undefined;
  return [{ text: `${task}: ${show(before)} ${ARROW} ${show(after)} ${show(metric)} is better` }];
}

function tuningTold(change: Change): readonly Told[] | undefined {
  const {
    names: [task],
    before,
    after,
  } = change;
  if (bothThere(change)) return undefined;
  const trials = show(child(after ?? before, 'trials'));
  if (after === undefined) return [{ text: `${task}: no longer tuned, ${trials} trials less` }];
  return [{ text: `${task}: tuned by ${show(child(after, 'optimiser'))} with ${trials} trials` }];
}

function parameterTold({ names: [task, name], before, after }: Change): readonly Told[] {
  if (before === undefined) return [{ text: `${task}: now searches ${name} ${rangeWords(after)}` }];
  if (after === undefined) return [{ text: `${task}: no longer searches ${name} ${rangeWords(before)}` }];
  return [{ text: `${task}: searches ${name} ${rangeWords(before)} ${ARROW} ${rangeWords(after)}` }];
}

function rangeWords(parameter: unknown): string {
  const numerical = child(parameter, 'numerical');
  const choices = child(parameter, 'categorical');
  const fallback = child(numerical ?? choices, 'default_value');
  const first = fallback === undefined ? '' : `, first ${show(fallback)}`;
  if (!isBranch(numerical)) return `in ${JSON.stringify(child(choices, 'values'))}${first}`;
  const whole = child(parameter, 'type') === 'UniformInteger' ? ' in whole numbers' : '';
  const log = numerical['log'] === true ? ' on a logarithmic scale' : '';
  return `from ${show(numerical['lower'])} to ${show(numerical['upper'])}${whole}${log}${first}`;
}
