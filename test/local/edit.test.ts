import { answersItsVersion, LocalRun, withProcesses } from './local-run';

const deployer = (weights: readonly number[]) => `
    - name: release
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            rolloutSpec: [{destinations: [${weights.map((weight, index) => `{destinationIndex: ${index}, weight: ${weight}}`).join(', ')}]}]
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Deploy}]}]
            routes: [{path: /predict, dag: [{model: m, path: /predict}]}]`;

const axon = (more: string) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Deploy, deploy: {image: deploy, endpointRestType: Json}}
  sensors:
    - {name: go, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: Train}}]}${more}
`;

const scripts = {
  train: 'exit 0',
  deploy: answersItsVersion(),
};

const post = (run: LocalRun, path: string, body: string) =>
  fetch(new URL(path, run.runner.url), { method: 'POST', body });

async function served(run: LocalRun): Promise<{ status: number; answer: unknown }> {
  const answer = await post(run, 'serve/test/api/predict', '{}');
  return { status: answer.status, answer: await answer.json() };
}

async function submit(run: LocalRun, yaml: string): Promise<unknown> {
  return (await post(run, 'axons', yaml)).json();
}

withProcesses(
  'weights of an edit apply at once to the versions that there are; a removed deployer serves until it is pruned',
  async () => {
    const run = await LocalRun.start(axon(deployer([100])), scripts);
    const serving = () => run.runner.view().deployers['api']?.versions.filter(({ phase }) => phase === 'Serving') ?? [];
    for (const count of [1, 2]) {
      await run.call('go', 'call');
      await run.until(() => serving().length === count);
    }
    const [newest, before] = serving().map(({ name }) => name);
    expect(await served(run)).toEqual({ status: 200, answer: newest });

    expect(await submit(run, axon(deployer([100])))).toMatchObject({ axon: 'test', changed: false });
    expect(await submit(run, axon(deployer([0, 100])))).toMatchObject({ axon: 'test', changed: true });
    expect(await served(run)).toEqual({ status: 200, answer: before });
    expect(run.entries('VersionCreated')).toHaveLength(2);

    expect(await submit(run, axon(''))).toMatchObject({ changed: true });
    expect(await served(run)).toEqual({ status: 200, answer: before });
    expect(run.runner.endpoints()).toHaveProperty('api');

    expect((await post(run, 'axons/test/prune', '')).status).toBe(200);
    expect((await served(run)).status).toBe(404);
    expect(run.runner.view().deployers).toEqual({});
    expect(run.runner.endpoints()).toEqual({});
  },
);
