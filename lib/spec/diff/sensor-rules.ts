import { ARROW, listWords, show, showChange } from './show';
import { bothThere, envTold, summary } from './task-rules';
import type { Change, Rule, Told } from './tell';
import { branch, child, type Branch } from './tree';

/** How changes of sensors are told. */
export const SENSOR_RULES: readonly Rule[] = [
  { at: 'sensors.*', tell: (change) => (bothThere(change) ? undefined : comeOrGone(change)) },
  { at: 'sensors.*.triggers', tell: triggersTold },
  { at: 'sensors.*.triggers.*', tell: triggerTold },
  { at: 'sensors.*.when', tell: (change) => gateTold(change, change.before, change.after) },
  {
    at: 'sensors.*.conditions.*',
    tell: (change) => gateTold(change, conditionWords(change.before), conditionWords(change.after)),
  },
  { at: 'sensors.*.policy', tell: policyTold },
  {
    at: 'sensors.*.suspend',
    tell: ({ names: [sensor], after }) => [
      { text: `sensor ${sensor} is ${after === true ? 'suspended' : 'no longer suspended'}` },
    ],
  },
  { at: 'sensors.*.actions.*', tell: actionTold },
  {
    at: 'sensors.*.actions.*.env.*',
    tell: (change) => [envTold(`sensor ${change.names[0]} gives ${change.names[1]}`, change)],
  },
  { at: 'sensors.*.actions.*.needs', tell: needsTold },
];

function comeOrGone(change: Change): readonly Told[] {
  const [name] = change.names;
  const sensor = change.after ?? change.before;
  const triggers = Object.values(branch(sensor, 'triggers')).map(triggerWords);
  const joint = child(sensor, 'policy') === 'All' ? 'and' : 'or';
  const fires = triggers.length === 0 ? 'at the start' : `on ${triggers.join(` ${joint} `)}`;
  const actions = Object.entries(branch(sensor, 'actions')).map(([action, spec]) => actionWords(action, spec));
  const text = `sensor ${name} ${change.before === undefined ? 'added' : 'removed'}: fires ${fires}, ${listWords(actions)}`;
  return summary(change, text);
}

function actionWords(name: string, action: unknown): string {
  const verbs: Branch = { execute: 'runs', train: 'trains', deploy: 'deploys' };
  return `${show(verbs[String(child(action, 'kind'))])} ${name}`;
}

/** What fires a sensor, in the words of its document. */
export function triggerWords(trigger: unknown): string {
  const { kind, schedule, timezone, condition, task, deployer } = branch(trigger);
  switch (kind) {
    case 'Calendar':
      return `Calendar ${show(schedule)}${timezone === 'UTC' ? '' : ` ${show(timezone)}`}`;
    case 'Alert':
      return `Alert ${show(condition)}`;
    case 'Lifecycle':
      return `${show(task ?? deployer)} ${show(condition)}`;
    default:
      return 'a call from outside';
  }
}

/** The beginning and the end of having no trigger change when a sensor fires at all. */
function triggersTold(change: Change): readonly Told[] | undefined {
  const {
    names: [sensor],
    before,
    after,
  } = change;
  const [old, now] = [Object.values(branch(before)), Object.values(branch(after))];
  if (old.length > 0 && now.length > 0) return undefined;
  const lines = change.inside();
  return old.length === 0
    ? [...lines, { text: `sensor ${sensor} no longer fires at the start` }]
    : [...lines, { text: `sensor ${sensor} now fires once, at the start` }];
}

function triggerTold(change: Change): readonly Told[] | undefined {
  const {
    names: [sensor = '', name = ''],
    before,
    after,
    root,
  } = change;
  if (bothThere(change)) return changedTrigger(change, `sensor ${sensor}`, name);
  const waits = (side: Branch) => {
    const { policy, triggers } = branch(side, 'sensors', sensor);
    return policy === 'All' && Object.keys(branch(triggers)).length > 1;
  };
  if (before === undefined) {
    const others = Object.keys(branch(root.before, 'sensors', sensor, 'triggers')).length > 0;
    const verb = waits(root.after) ? 'also waits for' : others ? 'also fires on' : 'fires on';
    const open = child(after, 'kind') === 'Rest' && child(after, 'auth') === undefined;
    const text = `sensor ${sensor} now ${verb} ${triggerWords(after)}`;
    if (open) return [{ text: `${text} by anyone who reaches it, ${name}`, security: true }];
    return summary(change, text);
  }
  const verb = waits(root.before) ? 'waits for' : 'fires on';
  return summary(change, `sensor ${sensor} no longer ${verb} ${triggerWords(before)}`);
}

function changedTrigger(change: Change, sensor: string, name: string): readonly Told[] | undefined {
  const { before, after } = change;
  if (child(before, 'kind') !== child(after, 'kind')) {
    const text = `${sensor} fires on ${triggerWords(before)} ${ARROW} ${triggerWords(after)}`;
    return [{ text }, ...change.inside({ only: ['auth'] })];
  }
  const [old, now] = [triggerWords(before), triggerWords(after)];
  if (old === now) return undefined;
  const rest = change.inside({ not: ['condition', 'schedule', 'timezone', 'task', 'deployer'] });
  if (child(after, 'kind') === 'Alert') {
    const text = `${sensor}: alert ${name} ${showChange(child(before, 'condition'), child(after, 'condition'))}`;
    return [{ text }, ...rest];
  }
  return [{ text: `${sensor} fires on ${old} ${ARROW} ${now}` }, ...rest];
}

function conditionWords(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  return `${show(child(condition, 'condition'))} of ${show(child(condition, 'task'))}`;
}

function gateTold({ names: [sensor] }: Change, before: unknown, after: unknown): readonly Told[] {
  if (before === undefined) return [{ text: `sensor ${sensor} now goes on only if ${show(after)}` }];
  if (after === undefined) return [{ text: `sensor ${sensor} no longer asks for ${show(before)}` }];
  return [{ text: `sensor ${sensor}: gate ${showChange(before, after)}` }];
}

function policyTold({ names: [sensor], after }: Change): readonly Told[] {
  const text = after === 'Any' ? 'fires on any of its triggers' : 'waits for all of its triggers';
  return [{ text: `sensor ${sensor} now ${text}` }];
}

function actionTold(change: Change): readonly Told[] | undefined {
  const {
    names: [sensor, name = ''],
    before,
    after,
  } = change;
  if (bothThere(change)) return undefined;
  if (before === undefined) return summary(change, `sensor ${sensor} now also ${actionWords(name, after)}`);
  return [{ text: `sensor ${sensor} no longer ${actionWords(name, before)}` }];
}

function needsTold({ names: [sensor, action], before, after }: Change): readonly Told[] {
  const words = (needs: unknown) => (Array.isArray(needs) && needs.length > 0 ? listWords(needs.map(show)) : 'nothing');
  return [{ text: `sensor ${sensor}: ${action} waits for ${words(before)} ${ARROW} ${words(after)}` }];
}
