import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lineageOf } from '../../lib/cli/lineage';
import { LocalRun, stateFolder, scratchFolder, withProcesses } from './local-run';

function git(repository: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  return execFileSync('git', ['-C', repository, ...identity, ...words], { encoding: 'utf8' }).trim();
}

/** @returns the commit */
function commit(repository: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, name)), { recursive: true });
    writeFileSync(join(repository, name), text);
  }
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--message', 'edit');
  return git(repository, 'rev-parse', 'HEAD');
}

const answering = (answer: number) => `class Model:
    def predict(self, X, feature_names):
        return [[${answer}]]
`;

const axon = (repository: string) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  artifacts: [{name: source, path: /src, git: {repo: ${JSON.stringify(repository)}}}]
  tasks:
    - name: Train
      train:
        imageBuild: {repositoryName: train, artifact: source, dockerfile: {path: Dockerfile}}
        metrics: [{name: accuracy}]
    - name: Deploy
      deploy:
        imageBuild: {repositoryName: deploy, artifact: source, s2i: {contextDir: ., builderImage: any}}
        endpointRestType: Json
  sensors:
    - {name: go, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: Train}}]}
    - name: release
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Deploy}]}]
            routes: [{path: /predict, dag: [{model: m, path: /predict}]}]
`;

async function predict(run: LocalRun): Promise<unknown> {
  const answer = await fetch(`${run.runner.endpoints()['api']}predict`, {
    method: 'POST',
    body: '{"data":{"ndarray":[[1]]}}',
  });
  return ((await answer.json()) as { data: { ndarray: unknown } }).data.ndarray;
}

const serving = (run: LocalRun, version: number) =>
  run.until((view) => {
    const { newest } = view.deployers['api']!;
    return 'version' in newest && newest.version === version;
  });

withProcesses(
  'a version tells its commit, builds, parameters, data and metrics, and keeps the code that it began with',
  async () => {
    const repository = scratchFolder('repository');
    git(repository, 'init', '--quiet');
    const first = commit(repository, {
      Dockerfile: 'FROM python:3.11\nWORKDIR /app\nCOPY train.py .\nENTRYPOINT ["python", "train.py"]\n',
      'train.py': 'from myelin.metric import publish_result\npublish_result(0.9, "accuracy")\n',
      '.s2i/environment': 'MODEL_NAME=Model\n',
      'Model.py': answering(1),
    });
    const state = stateFolder();
    const before = await LocalRun.start(axon(repository), {}, { state });
    await before.call('go', 'call');
    await serving(before, 1);
    expect(await predict(before)).toEqual([[1]]);
    const [told] = lineageOf(before.runner.journal());
    const hash = (length: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    expect(told).toEqual({
      deployer: 'api',
      version: expect.stringMatching(/^api-/),
      number: 1,
      phase: 'Serving',
      spec: before.runner.axon.hash,
      run: hash(10),
      data: before.entries('RunStarted')[0]!.run,
      models: [
        {
          model: 'm',
          backend: 'b',
          training: expect.stringMatching(/^train-/),
          data: before.entries('RunStarted')[0]!.run,
          content: { build: hash(20), commit: first, parameters: hash(10), data: hash(10) },
          server: { build: hash(20), commit: first },
          metrics: { accuracy: 0.9 },
          reason: 'the latest of the trainings that started this deployment',
        },
      ],
    });
    await before.stop();

    const second = commit(repository, { 'Model.py': answering(2) });
    const after = await LocalRun.start(axon(repository), {}, { state });
    await after.until(() => after.runner.view().deployers['api']!.versions.length === 1);
    for (let tries = 0; tries < 500 && JSON.stringify(await predict(after).catch(() => '')) !== '[[1]]'; tries += 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(await predict(after)).toEqual([[1]]);

    await after.call('go', 'call');
    await serving(after, 2);
    expect(await predict(after)).toEqual([[2]]);
    const models = lineageOf(after.runner.journal()).map((version) => version.models[0]!);
    expect(models.map(({ server }) => server?.commit)).toEqual([first, second]);
    expect(models[1]!.server!.build).not.toBe(models[0]!.server!.build);
    expect(models[1]!.content).toMatchObject({
      commit: second,
      build: models[0]!.content!.build,
      parameters: models[0]!.content!.parameters,
    });
  },
);
