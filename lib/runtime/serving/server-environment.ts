import type { Axon, Backend, Model } from '../../spec/axon';
import { deployerName, RUNTIME_NAME } from '../../spec/derive/names';
import { RUNTIME_PORT, SERVICE_PORT } from '../../spec/derive/ports';
import { StoreLayout } from '../../spec/derive/store-layout';
import { endpointVariable } from '../../spec/derive/variable-name';
import type { AxonState, VersionState } from '../../engine/state';
import { injectedVariables, loopVariables, type TaskFacts, type Variables } from '../../engine/task-environment';

/** What a model server of a version is told beside what lies at rest: whom it serves, and what it may read. */
export function serverVariables(
  axon: Axon,
  version: VersionState,
  model: Model,
  backend: Backend,
  state: Pick<AxonState, 'taskRuns'>,
): Variables {
  const task = backend.deploy;
  const pick = version.picks.find((one) => one.model === model.name && one.backend === backend.name);
  const trained = state.taskRuns.get(pick?.taskRun ?? '');
  const paths = { data: pick?.data ?? version.data, model: pick?.modelPath ?? `${version.name}/${backend.name}` };
  const facts: TaskFacts = {
    axon: axon.name,
    task: task.name,
    kind: task.kind,
    run: version.run,
    taskRun: version.name,
    attempt: version.name,
    paths,
    inputs: trained === undefined ? {} : { ...trained.inputs, [trained.subject]: paths },
  };
  const layout = new StoreLayout();
  // A task's own variables beat what is injected, but not who it is.
  const own = new Set(task.env.map(({ name }) => name));
  const injected = Object.entries(injectedVariables(facts, layout)).filter(([name]) => !own.has(name));
  return {
    ...Object.fromEntries(injected),
    ...loopVariables(facts, layout),
    MYELIN_URL: `http://${RUNTIME_NAME}:${RUNTIME_PORT}/axons/${axon.name}/`,
    ...Object.fromEntries(
      [...axon.deployers.keys()].map((name) => [
        endpointVariable(name),
        `http://${deployerName(axon.name, name)}:${SERVICE_PORT}/`,
      ]),
    ),
    MYELIN_DEPLOYER: version.deployer,
    MYELIN_VERSION: version.name,
    MYELIN_MODEL: model.name,
    MYELIN_BACKEND: backend.name,
  };
}
