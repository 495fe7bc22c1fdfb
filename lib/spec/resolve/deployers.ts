import type { Backend, Model, ModelGraph, RolloutRule, RoutingRule } from '../axon';
import { canonicalJson } from '../canonical';
import type { Path } from '../issue';
import type { AxonSpec } from '../schema/axon';
import type { DeployerSpec, ModelSpec, RolloutSpec, RoutingSpec } from '../schema/deployer';
import { resolveRoutes } from './routes';
import type { Scope } from './scope';

/** What serves when nothing is said about versions: all traffic to the newest. */
const DEFAULT_ROLLOUT: readonly RolloutRule[] = [{ destinations: [{ index: 0, weight: 100 }] }];

/**
 * The deployers that the sensors of an axon start. Actions of one name are one deployer: they may be written more than once, but
 * must say the same.
 */
export function resolveDeployers(spec: AxonSpec, scope: Scope): void {
  const written = new Map<string, DeployerSpec>();
  spec.spec.sensors.forEach((sensor, s) =>
    sensor.tasks.forEach((action, a) => {
      if (action.kind !== 'deploy') return;
      const { deployer } = action;
      const path: Path = ['spec', 'sensors', s, 'tasks', a, 'deployer'];
      const earlier = written.get(deployer.name);
      if (earlier === undefined) {
        written.set(deployer.name, deployer);
        scope.deployers.set(deployer.name, resolveDeployer(deployer, path, scope));
      } else if (canonicalJson(earlier) !== canonicalJson(deployer)) {
        const message = `the deployer ${deployer.name} is written twice and the two differ`;
        scope.report('MYL1306', [...path, 'name'], message, 'make them equal, or rename one of them');
      }
    }),
  );
  scope.unique([...scope.deployers.values()], 'deployer', ['spec', 'sensors']);
}

function resolveDeployer(spec: DeployerSpec, path: Path, scope: Scope): ModelGraph {
  const models = scope
    .unique(spec.models, 'model', [...path, 'models'])
    .map((model) => resolveModel(model, [...path, 'models', spec.models.indexOf(model)], scope));
  return {
    name: spec.name,
    path,
    replicas: spec.replicas,
    rollout: spec.rolloutSpec.length === 0 ? DEFAULT_ROLLOUT : spec.rolloutSpec.map(resolveRollout),
    models,
    routes: resolveRoutes(spec, path, scope),
    spec,
  };
}

function resolveRollout({ match, destinations, shadow }: RolloutSpec): RolloutRule {
  return {
    ...(match === undefined ? {} : { match }),
    destinations: destinations.map(({ destinationIndex: index, weight }) => ({ index, weight })),
    ...(shadow === undefined ? {} : { shadow: { index: shadow.destinationIndex } }),
  };
}

function resolveModel(model: ModelSpec, path: Path, scope: Scope): Model {
  const backends = scope
    .unique(model.backendModels, 'backend', [...path, 'backendModels'])
    .flatMap((backend) => resolveBackend(model, model.backendModels.indexOf(backend), path, scope));
  return { name: model.name, backends, routing: resolveRouting(model, path, scope) };
}

function resolveBackend(model: ModelSpec, index: number, modelPath: Path, scope: Scope): readonly Backend[] {
  const spec = model.backendModels[index];
  if (spec === undefined) return [];
  const path = [...modelPath, 'backendModels', index];
  const trainer =
    spec.trainer === undefined
      ? undefined
      : scope.task(spec.trainer, [...path, 'trainer'], ['train'], 'a trainer is a train task');
  const deploy = scope.task(spec.deployer, [...path, 'deployer'], ['deploy'], 'a backend needs a deploy task');
  if (deploy === undefined) return [];
  const selection = spec.modelSelectionStrategy ?? model.modelSelectionStrategy ?? 'latest';
  return [{ name: spec.name, ...(trainer === undefined ? {} : { trainer }), deploy, selection }];
}

function resolveRouting(model: ModelSpec, path: Path, scope: Scope): readonly RoutingRule[] {
  const names = model.backendModels.map(({ name }) => name);
  const [only, ...others] = names;
  if (model.routingStrategy.length === 0) {
    if (only !== undefined && others.length === 0) return [{ destinations: [{ backend: only, weight: 100 }] }];
    const message = `the model ${model.name} has ${names.length} backends and no routingStrategy`;
    scope.report('MYL1308', path, message, `share the traffic: routingStrategy with a weight for ${names.join(', ')}`);
    return [];
  }
  const known = (name: string, at: Path) => {
    if (names.includes(name)) return;
    const hint = scope.suggest(name, names) ?? `backends of ${model.name}: ${names.join(', ')}`;
    scope.report('MYL1101', at, `unknown backend ${name}`, hint);
  };
  return model.routingStrategy.map((rule, r) => {
    const at = [...path, 'routingStrategy', r];
    rule.destinations.forEach(({ destinationName }, d) =>
      known(destinationName, [...at, 'destinations', d, 'destinationName']),
    );
    if (rule.shadow) known(rule.shadow.destinationName, [...at, 'shadow', 'destinationName']);
    return routingRule(rule);
  });
}

function routingRule({ match, destinations, shadow }: RoutingSpec): RoutingRule {
  return {
    ...(match === undefined ? {} : { match }),
    destinations: destinations.map(({ destinationName: backend, weight }) => ({ backend, weight })),
    ...(shadow === undefined ? {} : { shadow: { backend: shadow.destinationName } }),
  };
}
