import type { Axon } from '../../../lib/spec/axon';
import { sayIdentity, sayParty, sayPorts, type Edge } from '../../../lib/spec/derive/edge';
import type { Grant } from '../../../lib/spec/derive/rbac';
import { formatPath } from '../../../lib/spec/issue';
import { loadAxons } from '../../../lib/spec/load';
import { renderIssues } from '../../../lib/spec/render';
import { HEADER } from '../diagnose';

/** A task of each kind, and the sensors that a test is about. */
export const TASKS = {
  Prepare: '{name: Prepare, container: {image: i}}',
  Train: '{name: Train, train: {image: i}}',
  Tf: '{name: Tf, train: {image: i, tfJobSpec: {tfReplicaSpecs: {}}}}',
  Serve: '{name: Serve, deploy: {image: i}}',
  Count: '{name: Count, spark: {image: i, sparkSpec: {applicationFile: a.jar}}}',
} as const;

export const SENSORS = {
  prepare: '{name: prepare, tasks: [{resourceExecutor: {task: Prepare}}]}',
  train: '{name: train, tasks: [{trainer: {task: Train}}]}',
  tf: '{name: tf, tasks: [{trainer: {task: Tf}}]}',
  count: '{name: count, tasks: [{resourceExecutor: {task: Count}}]}',
  deploy: `{name: deploy, triggers: [{name: call, type: Rest}], tasks: [{deployer: {name: api,
      models: [{name: m, backendModels: [{name: b, deployer: Serve}]}],
      routes: [{path: /predict, dag: [{model: m}]}]}}]}`,
} as const;

/** An axon of these tasks and sensors, in this order. */
export function axonOf(tasks: readonly string[], sensors: readonly string[], extra = ''): Axon {
  const text = `${HEADER}
${extra}  tasks: [${tasks.join(', ')}]
  sensors: [${sensors.join(', ')}]
`;
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  const axon = axons[0]?.axon;
  if (axon === undefined) throw new Error(renderIssues(issues));
  return axon;
}

/** `account: group/resource names verbs <- reason @ path; ...` */
export function sayGrants(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ account, needs }) =>
    needs.map(({ apiGroup, resource, verbs, resourceNames, because }) => {
      const what = `${apiGroup === '' ? '' : `${apiGroup}/`}${resource}`;
      const names = resourceNames === undefined ? '' : ` [${resourceNames.join(' ')}]`;
      const why = because.map(({ text, path }) => `${text} @ ${formatPath(path)}`);
      return `${account}: ${what}${names} ${verbs.join(' ')} <- ${why.join('; ')}`;
    }),
  );
}

/** `from -> to ports as identity <- reason @ path; ...` */
export function sayEdges(edges: readonly Edge[]): string[] {
  return edges.map(({ from, to, ports, as, because }) => {
    const why = because.map(({ text, path }) => `${text} @ ${formatPath(path)}`);
    const who = as === undefined ? '' : ` as ${sayIdentity(as)}`;
    return `${sayParty(from)} -> ${sayParty(to)} ${sayPorts(ports)}${who} <- ${why.join('; ')}`;
  });
}
