import type { Axon, Backend, Model } from '../../spec/axon';
import type { BackendPick } from '../journal';
import type { AxonState, VersionState } from '../state';
import type { TaskFacts, Variables } from '../task-environment';

/** The training that a backend of a version serves; undefined where it was told of none. */
export function pickOf({ picks }: VersionState, model: Model, backend: Backend): BackendPick | undefined {
  return picks.find((pick) => pick.model === model.name && pick.backend === backend.name);
}

/** What the environment of a model server is made of: as of a task, with the paths of the training that it serves. */
export function serverFacts(
  axon: Axon,
  version: VersionState,
  model: Model,
  backend: Backend,
  { taskRuns }: Pick<AxonState, 'taskRuns'>,
): TaskFacts {
  const pick = pickOf(version, model, backend);
  const trained = taskRuns.get(pick?.taskRun ?? '');
  const paths = { data: pick?.data ?? version.data, model: pick?.modelPath ?? `${version.name}/${backend.name}` };
  return {
    axon: axon.name,
    task: backend.deploy.name,
    kind: backend.deploy.kind,
    run: version.run,
    taskRun: version.name,
    attempt: version.name,
    paths,
    inputs: trained === undefined ? {} : { ...trained.inputs, [trained.subject]: paths },
  };
}

/** Whom a model server answers for. */
export function servedVariables(version: VersionState, model: Model, backend: Backend): Variables {
  return {
    MYELIN_DEPLOYER: version.deployer,
    MYELIN_VERSION: version.name,
    MYELIN_MODEL: model.name,
    MYELIN_BACKEND: backend.name,
  };
}
