import type { Axon } from './axon';
import { ISSUE_CODES, type IssueCode } from './issue-codes';
import type { Issue, Path } from './issue';
import type { DeployerSpec } from './schema/deployer';
import type { TaskSpec } from './schema/task';

/** What runs an axon. */
export type Hand = 'local' | 'cluster';

/** Something that the language names and a hand cannot run in this release. */
export interface Unsupported {
  /** Begins the diagnostic. */
  readonly feature: string;
  readonly code: IssueCode;
  /** Why one machine cannot. @default - it can */
  readonly local?: string;
  /** Why a cluster cannot. @default - it can */
  readonly cluster?: string;
  /** What to write instead. */
  readonly instead: string;
  readonly find: (axon: Axon) => readonly Path[];
}

/** Neither hand has it yet. */
const NOT_YET = { local: 'this release does not run it', cluster: 'this release does not run it' };

const ONLY_CLUSTER = (what: string) => ({ local: `it needs ${what}` });

const WITHOUT_ENGINE = ['BOHB', 'ASHA', 'TPE', 'Grid', 'Auto'] as const satisfies readonly TuningSpec['optimiser'][];

const WITHOUT_GATEWAY = ['switch', 'ensemble', 'splitter', 'combine', 'fallback'] as const;

/** All that this release cannot run. `check` and the hands read it; nothing else decides what is supported. */
export const UNSUPPORTED: readonly Unsupported[] = [
  {
    feature: 'forEach',
    code: 'MYL1601',
    ...NOT_YET,
    instead: 'write one action for each',
    find: (axon) => actions(axon, (action) => (action.forEach === undefined ? undefined : 'forEach')),
  },
  {
    feature: 'approval',
    code: 'MYL1601',
    ...NOT_YET,
    instead: 'end the sensor here, and start the next one by a Rest trigger',
    find: (axon) => actions(axon, (action) => (action.approval === undefined ? undefined : 'approval')),
  },
  {
    feature: 'a progressive rollout',
    code: 'MYL1602',
    ...NOT_YET,
    instead: 'give the versions fixed shares in destinations',
    find: (axon) => progressive(axon, (gate) => !GATED.test(gate)),
  },
  {
    feature: 'a gate on latency or availability',
    code: 'MYL1603',
    ...NOT_YET,
    instead: 'watch it with an Alert',
    find: (axon) => progressive(axon, (gate) => GATED.test(gate)),
  },
  {
    feature: 'sticky',
    code: 'MYL1604',
    ...NOT_YET,
    instead: 'match a header or a cookie',
    find: (axon) => routing(axon, 'sticky'),
  },
  {
    feature: 'bandit',
    code: 'MYL1605',
    ...NOT_YET,
    instead: 'give the backends weights',
    find: (axon) => routing(axon, 'bandit'),
  },
  {
    feature: 'compare',
    code: 'MYL1606',
    ...NOT_YET,
    instead: 'use shadow alone, and judge its answers where they are logged',
    find: (axon) => routing(axon, 'compare'),
  },
  ...WITHOUT_GATEWAY.map((kind): Unsupported => ({
    feature: `a node of the kind ${kind}`,
    code: 'MYL1607',
    ...NOT_YET,
    instead: 'deploy a model that does this, with includeInput',
    find: (axon) => nodes(axon, (node) => (node.kind === kind ? 'kind' : undefined)),
  })),
  {
    feature: 'the policy of a node',
    code: 'MYL1608',
    ...NOT_YET,
    instead: 'leave it out',
    find: (axon) => nodes(axon, (node) => (node.policy === undefined ? undefined : 'policy')),
  },
  {
    feature: 'GRPC',
    code: 'MYL1609',
    ...NOT_YET,
    instead: 'use endpointType: REST',
    find: (axon) =>
      tasks(axon, (task) => (task.kind === 'deploy' && task.endpointType === 'GRPC' ? ['endpointType'] : undefined)),
  },
  {
    feature: 'V2',
    code: 'MYL1609',
    ...NOT_YET,
    instead: 'use endpointRestType: Json',
    find: (axon) => [
      ...tasks(axon, (task) =>
        task.kind === 'deploy' && task.endpointRestType === 'V2' ? ['endpointRestType'] : undefined,
      ),
      ...nodes(axon, (node) => (node.endpointRestType === 'V2' ? 'endpointRestType' : undefined)),
    ],
  },
  ...WITHOUT_ENGINE.map((optimiser): Unsupported => ({
    feature: optimiser,
    code: 'MYL1610',
    ...NOT_YET,
    instead: 'use HyperBand or RandomSearch',
    find: (axon) => tuning(axon, (search) => (search.optimiser === optimiser ? 'optimiser' : undefined)),
  })),
  {
    feature: 'warmStart',
    code: 'MYL1611',
    ...NOT_YET,
    instead: 'leave it out',
    find: (axon) => tuning(axon, (search) => (isOn(search.warmStart) ? 'warmStart' : undefined)),
  },
  {
    feature: 'maxCost',
    code: 'MYL1611',
    ...NOT_YET,
    instead: 'lower maxBudget or numIteration',
    find: (axon) => tuning(axon, (search) => (search.maxCost === undefined ? undefined : 'maxCost')),
  },
  {
    feature: 'a Spark task',
    code: 'MYL1621',
    ...ONLY_CLUSTER('the Spark operator'),
    instead: 'submit the axon to a cluster',
    find: (axon) => tasks(axon, (task) => (task.kind === 'spark' ? [] : undefined)),
  },
  {
    feature: 'tfJobSpec',
    code: 'MYL1622',
    ...ONLY_CLUSTER('the training operator'),
    instead: 'submit the axon to a cluster, or train in one process',
    find: (axon) => tasks(axon, (task) => (task.kind === 'train' && task.tfJobSpec ? ['tfJobSpec'] : undefined)),
  },
  {
    feature: 'distributed',
    code: 'MYL1623',
    ...ONLY_CLUSTER('several machines'),
    instead: 'submit the axon to a cluster, or train in one process',
    find: (axon) => tasks(axon, (task) => (task.kind === 'train' && task.distributed ? ['distributed'] : undefined)),
  },
];

/** What `check` says about support: a warning where no hand runs it, information where only one machine cannot. */
export function supportIssues(axon: Axon): readonly Issue[] {
  return UNSUPPORTED.flatMap((one) => {
    const where = one.local !== undefined && one.cluster !== undefined ? 'is not run by this release' : cannot(one);
    return describe(one, axon, where, ISSUE_CODES[one.code].severity);
  });
}

/** Why a hand must refuse an axon, as errors; empty if it can run it. */
export function unsupported(axon: Axon, hand: Hand): readonly Issue[] {
  return UNSUPPORTED.flatMap((one) =>
    one[hand] === undefined ? [] : describe(one, axon, `cannot run here, ${one[hand]}`, 'error'),
  );
}

function cannot({ local, cluster }: Unsupported): string {
  return local === undefined ? `cannot run in a cluster, ${cluster}` : `cannot run on one machine, ${local}`;
}

function describe(one: Unsupported, axon: Axon, where: string, severity: Issue['severity']): Issue[] {
  const { feature, code, instead } = one;
  return one.find(axon).map((path) => ({ code, severity, path, message: `${feature} ${where}`, hint: instead }));
}

/** How the expansion of `desired` writes a wanted latency or availability. */
const GATED = /^(latency|availability) /;

function isOn(value: string | boolean | undefined): boolean {
  return value !== undefined && value !== false && value !== 'false';
}

type ActionSpec = Axon['spec']['spec']['sensors'][number]['tasks'][number];

function actions(axon: Axon, key: (action: ActionSpec) => string | undefined): Path[] {
  return axon.spec.spec.sensors.flatMap((sensor, s) =>
    sensor.tasks.flatMap((action, a) => {
      const found = key(action);
      return found === undefined ? [] : [['spec', 'sensors', s, 'tasks', a, found]];
    }),
  );
}

/** Paths below the key of a task's kind. */
function tasks(axon: Axon, within: (task: TaskSpec) => Path | undefined): Path[] {
  return axon.spec.spec.tasks.flatMap((task, t) => {
    const found = within(task);
    return found === undefined ? [] : [['spec', 'tasks', t, task.kind, ...found]];
  });
}

type TuningSpec = NonNullable<Extract<TaskSpec, { kind: 'train' }>['hpTuning']>;

function tuning(axon: Axon, key: (search: TuningSpec) => string | undefined): Path[] {
  return tasks(axon, (task) => {
    const found = task.kind === 'train' && task.hpTuning !== undefined ? key(task.hpTuning) : undefined;
    return found === undefined ? undefined : ['hpTuning', found];
  });
}

function progressive(axon: Axon, wanted: (gate: string) => boolean): Path[] {
  return [...axon.deployers.values()].flatMap(({ spec, path }) =>
    spec.rolloutSpec.flatMap((rule, r) =>
      rule.progressive !== undefined && wanted(rule.progressive.gate ?? '')
        ? [[...path, 'rolloutSpec', r, 'progressive']]
        : [],
    ),
  );
}

function routing(axon: Axon, key: 'sticky' | 'bandit' | 'compare'): Path[] {
  return [...axon.deployers.values()].flatMap(({ spec, path }) =>
    spec.models.flatMap((model, m) =>
      model.routingStrategy.flatMap((rule, r) =>
        rule[key] === undefined ? [] : [[...path, 'models', m, 'routingStrategy', r, key]],
      ),
    ),
  );
}

type NodeSpec = DeployerSpec['routes'][number]['dag'][number];

function nodes(axon: Axon, key: (node: NodeSpec) => string | undefined): Path[] {
  return [...axon.deployers.values()].flatMap(({ spec, path }) =>
    spec.routes.flatMap((route, r) =>
      route.dag.flatMap((node, n) => {
        const found = key(node);
        return found === undefined ? [] : [[...path, 'routes', r, 'dag', n, found]];
      }),
    ),
  );
}
