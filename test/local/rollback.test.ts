import { main } from '../../lib/cli/main';
import { answersItsVersion, LocalRun, withProcesses } from './local-run';

const AXON = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  keepVersions: 0
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Deploy, deploy: {image: deploy, endpointRestType: Json}}
  sensors:
    - {name: go, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: Train}}]}
    - name: release
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 50}, {destinationIndex: 1, weight: 50}]}]
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Deploy}]}]
            routes: [{path: /predict, dag: [{model: m, path: /predict}]}]
`;

const SCRIPTS = {
  train: 'echo "$MYELIN_RUN" > "$MODEL_PATH/name"',
  deploy: answersItsVersion('name'),
};

/** Who answers eight requests, each once. */
async function answering(run: LocalRun): Promise<readonly unknown[]> {
  const from = new Set<unknown>();
  for (let count = 0; count < 8; count += 1) {
    const answer = await fetch(new URL('serve/test/api/predict', run.runner.url), { method: 'POST', body: '{}' });
    from.add(answer.status === 200 ? await answer.json() : answer.status);
  }
  return [...from];
}

withProcesses(
  'a rollback goes to the version that stands, then to one that comes up again of its kept model; a promotion undoes it',
  async () => {
    const run = await LocalRun.start(AXON, SCRIPTS);
    const phases = () =>
      run.runner.view().deployers['api']!.versions.map(({ version, phase }) => `${version} ${phase}`);
    const names: string[] = [];
    for (const number of [1, 2, 3]) {
      await run.call('go', 'call');
      await run.until(({ deployers }) => {
        const { newest } = deployers['api']!;
        return 'version' in newest && newest.version === number;
      });
      names.push((run.runner.view().deployers['api']!.newest as { name: string }).name);
    }
    const [first, second, third] = names;
    expect(phases()).toEqual(['3 Serving', '2 Serving', '1 Retired']);
    expect(new Set(await answering(run))).toEqual(new Set([third, second]));
    const myelin = async (...words: string[]) => {
      const spy = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
      const code = await main([...words, '--state-dir', run.state]);
      const said = spy.mock.calls.join('');
      spy.mockRestore();
      return `${code} ${said}`;
    };

    expect(await myelin('rollback', 'test', '--reason', 'it is slow')).toBe(
      '0 test: version 2 of api answers in place of version 3\n',
    );
    expect(phases()).toEqual(['3 RolledBack', '2 Serving', '1 Retired']);
    expect(await answering(run)).toEqual([second]);
    const gone = await fetch(new URL(`serve/test/api/versions/${third}/predict`, run.runner.url), { method: 'POST' });
    expect(gone.status).toBe(410);

    expect(await myelin('rollback', 'test', '--to', '1')).toBe(
      '0 test: version 1 of api comes up again, and answers in place of version 2 once it is ready\n',
    );
    await run.until(() => phases()[2] === '1 Serving');
    expect(phases()).toEqual(['3 RolledBack', '2 RolledBack', '1 Serving']);
    expect(await answering(run)).toEqual([first]);

    expect(await myelin('promote', 'test', '--version', '3')).toContain('comes up again, and answers everything');
    await run.until(() => phases()[0] === '3 Serving');
    expect(await answering(run)).toEqual([third]);
    const asked = run.journal.flatMap((entry) => (entry.type === 'RolledBack' ? [entry.reason] : []));
    expect(asked).toEqual([
      expect.stringMatching(/^asked by .+: it is slow$/),
      expect.stringMatching(/^asked by [^:]+$/),
    ]);
  },
  240_000,
);
