import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOOP, myelin, scratch } from './command-line';

// Programs are started, files are copied and hashed: nothing for five seconds where other work runs.
jest.setTimeout(60_000);

describe('init', () => {
  it('writes an axon that is valid, with its code and the schema for editors', async () => {
    const dir = join(scratch(), 'My Model 2');
    const made = await myelin('init', dir);
    expect(made).toMatchObject({ code: 0, err: `run it with: myelin run ${join(dir, 'axon.yaml')}\n` });
    expect(made.out.trim().split('\n')).toEqual(
      ['axon.yaml', 'axon.schema.json', 'src/Dockerfile', 'src/train.py'].map((file) => join(dir, file)),
    );
    expect(readFileSync(join(dir, 'axon.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=axon.schema.json\n/,
    );
    const file = join(dir, 'axon.yaml');
    expect(await myelin('validate', '--strict', file)).toEqual({
      code: 0,
      out: `${file}: my-model-2 is valid\n`,
      err: '',
    });
  });
  it('overwrites nothing, and then writes nothing', async () => {
    const dir = scratch();
    mkdirSync(join(dir, 'src'));
    writeFileSync(join(dir, 'src/train.py'), 'mine');
    expect(await myelin('init', dir)).toEqual({
      code: 1,
      out: '',
      err: `myelin: ${join(dir, 'src/train.py')} would be overwritten; choose another folder\n`,
    });
    expect(existsSync(join(dir, 'axon.yaml'))).toBe(false);
    expect(readFileSync(join(dir, 'src/train.py'), 'utf8')).toBe('mine');
  });
});

describe('graph', () => {
  const file = () => {
    const path = join(scratch(), 'axon.yaml');
    writeFileSync(path, LOOP);
    return path;
  };
  it('shows tasks, what starts them, and what serves', async () => {
    const { code, out } = await myelin('graph', file());
    expect(code).toBe(0);
    expect(out).toBe(`digits
  task Train (train)
  task Serve (deploy)
  sensor start
    on the start of the axon
    train Train
  sensor again
    on a call of asked
    train Train
  sensor release, when metrics.accuracy >= 0.9
    on Train Succeeded
    deploy api
  deployer api
    model m
      backend b: Serve of the latest Train
    route /predict: m
`);
  });
  it('draws the same for Mermaid', async () => {
    const { out } = await myelin('graph', file(), '-o', 'mermaid');
    expect(out).toBe(`flowchart LR
  task_Train["Train<br/>train"]
  start_start(("start"))
  sensor_start{{"start"}}
  rest_again_asked(("rest asked"))
  sensor_again{{"again"}}
  sensor_release{{"release<br/>metrics.accuracy #62;= 0.9"}}
  subgraph box_api["deployer api"]
    deployer_api(["api"])
    route_api__predict>"/predict"]
    model_api_m("m")
    backend_api_m_b[["b<br/>Serve"]]
  end
  start_start --> sensor_start
  sensor_start ==> task_Train
  rest_again_asked --> sensor_again
  sensor_again ==> task_Train
  task_Train -->|"Succeeded"| sensor_release
  sensor_release ==> deployer_api
  deployer_api --> route_api__predict
  route_api__predict --> model_api_m
  model_api_m --> backend_api_m_b
  task_Train -.->|"latest"| backend_api_m_b
`);
  });
  it('draws the same for Graphviz', async () => {
    const { out } = await myelin('graph', file(), '-o', 'dot');
    expect(out.split('\n').slice(0, 6)).toEqual([
      'digraph "digits" {',
      '  rankdir=LR',
      '  node [fontname="sans-serif"]',
      '  edge [fontname="sans-serif"]',
      '  "task/Train" [label="Train\\ntrain", shape=box]',
      '  "start/start" [label="start", shape=circle]',
    ]);
    expect(out).toContain('  "sensor/release" -> "deployer/api" [style=bold]\n');
  });
  it('prints nodes, edges and loops as data', async () => {
    const { out } = await myelin('graph', 'apps/digits/axon.yaml', '-o', 'json');
    const { axon, nodes, edges, loops } = JSON.parse(out) as Record<string, unknown[]>;
    expect(axon).toBe('digits');
    expect(nodes).toContainEqual({
      id: 'alert/digits-watch/accuracy',
      kind: 'alert',
      name: 'accuracy',
      detail: '{{accuracy}}{source="serving"} < 0.95',
    });
    expect(edges).toContainEqual({ from: 'deployer/digits', to: 'alert/digits-watch/accuracy', kind: 'reports' });
    expect(loops).toEqual([
      {
        sensors: ['digits-deploy', 'digits-watch'],
        guards: [
          "metrics.accuracy >= 0.95 && improves('accuracy')",
          '{{accuracy}}{source="serving"} < 0.95, at most every 10m',
        ],
      },
    ]);
  });
  it('tells the loops of an axon, and what can stop them', async () => {
    const { out } = await myelin('graph', 'apps/digits/desired.yaml');
    expect(out).toContain(`
  loop digits-deploy -> digits-watch -> digits-deploy
    guarded by metrics.accuracy >= 0.95 && improves('accuracy')
    guarded by {{accuracy}}{source="serving"} < 0.95, at most every 10m
`);
  });
  describe('of a sensor whose actions wait for each other', () => {
    const waiting = () => {
      const path = join(scratch(), 'axon.yaml');
      const actions = `tasks:
        - {resourceExecutor: {task: Prepare}}
        - {trainer: {task: Train}, needs: [Prepare]}
        - {resourceExecutor: {task: Report}, needs: []}
        - {resourceExecutor: {task: Notify}, needs: [Prepare, Train]}`;
      writeFileSync(
        path,
        `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: a}
spec:
  tasks:
    - {name: Prepare, container: {image: p:1}}
    - {name: Train, train: {image: t:1}}
    - {name: Report, container: {image: r:1}}
    - {name: Notify, container: {image: n:1}}
  sensors:
    - name: start
      ${actions}
    - name: again
      triggers: [{name: call, type: Rest}]
      ${actions}
`,
      );
      return path;
    };
    it('the tree tells for each of them what it waits for', async () => {
      const { out } = await myelin('graph', waiting());
      expect(out).toContain(`
  sensor start
    on the start of the axon
    execute Prepare
    train Train after Prepare
    execute Report at once
    execute Notify after Prepare and Train
`);
    });
    it('only those that wait for nothing hang on the sensor, and sensors share what follows', async () => {
      const { out } = await myelin('graph', waiting(), '-o', 'mermaid');
      expect(out.slice(out.indexOf('  start_start -->'))).toBe(`\
  start_start --> sensor_start
  sensor_start ==> task_Prepare
  task_Prepare ==>|"start, again"| task_Train
  sensor_start ==> task_Report
  task_Prepare ==>|"start, again"| task_Notify
  task_Train ==>|"start, again"| task_Notify
  rest_again_call --> sensor_again
  sensor_again ==> task_Prepare
  sensor_again ==> task_Report
`);
    });
  });
  it('keeps destinations of the same requests together, and says what a rule leaves to the next', async () => {
    const path = join(scratch(), 'axon.yaml');
    const rollout = `rolloutSpec:
              - {match: {headers: {x-new: 'yes'}}, destinations: [{destinationIndex: 0, weight: 1}]}
              - destinations: [{destinationIndex: 0, weight: 1}, {destinationIndex: 1, weight: 1}]
            models`;
    const routing = `backendModels: [{name: b, deployer: Serve}, {name: c, deployer: Serve}],
                routingStrategy: [
                  {match: {headers: {x-m: c}}, destinations: [{destinationName: c, weight: 1}]},
                  {destinations: [{destinationName: b, weight: 1}]}]`;
    writeFileSync(
      path,
      LOOP.replace('backendModels: [{name: b, trainer: Train, deployer: Serve}]', routing).replace('models', rollout),
    );
    const { out } = await myelin('graph', path, '--traffic');
    expect(out.slice(out.indexOf('api       2 and 3'))).toBe(`\
api       2 and 3   /predict  header x-new is yes and header x-m is c       newest    m      c        100 %
api       2 and 3   /predict  every other request with header x-new is yes  newest    m      b        100 %
api       2 and 3   /predict  every other request with header x-m is c      newest    m      c        50 %
api       2 and 3   /predict  every other request with header x-m is c      1 before  m      c        50 %
api       2 and 3   /predict  every other request                           newest    m      b        50 %
api       2 and 3   /predict  every other request                           1 before  m      b        50 %
`);
  });
  it('shows who answers what while one, two and three versions serve', async () => {
    const path = join(scratch(), 'axon.yaml');
    const rollout = `rolloutSpec:
              - destinations: [{destinationIndex: 0, weight: 90}, {destinationIndex: 1, weight: 10}]
                shadow: {destinationIndex: 2}
            models`;
    writeFileSync(path, LOOP.replace('models', rollout));
    const { code, out } = await myelin('graph', path, '--traffic');
    expect(code).toBe(0);
    expect(out).toBe(`\
DEPLOYER  VERSIONS  ROUTE     REQUESTS       VERSION   MODEL  BACKEND  SHARE
api       1         /predict  every request  newest    m      b        100 %
api       2         /predict  every request  newest    m      b        90 %
api       2         /predict  every request  1 before  m      b        10 %
api       3         /predict  every request  newest    m      b        90 %
api       3         /predict  every request  1 before  m      b        10 %
api       3         /predict  every request  2 before  m      b        100 % copied
`);
    const { out: json } = await myelin('graph', path, '--traffic', '-o', 'json');
    expect(JSON.parse(json)).toContainEqual({
      deployer: 'api',
      versions: 3,
      route: '/predict',
      requests: 'every request',
      version: 2,
      model: 'm',
      backend: 'b',
      share: 1,
      shadow: true,
    });
    expect(await myelin('graph', path, '--traffic', '-o', 'dot')).toMatchObject({ code: 2, out: '' });
  });
  it('tells once of numbers of versions among which traffic is shared alike', async () => {
    const path = join(scratch(), 'axon.yaml');
    const rollout =
      'rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 90}, {destinationIndex: 1, weight: 10}]}]\n            models';
    writeFileSync(path, LOOP.replace('models', rollout));
    const { out } = await myelin('graph', path, '--traffic');
    expect(out).toBe(`\
DEPLOYER  VERSIONS  ROUTE     REQUESTS       VERSION   MODEL  BACKEND  SHARE
api       1         /predict  every request  newest    m      b        100 %
api       2 and 3   /predict  every request  newest    m      b        90 %
api       2 and 3   /predict  every request  1 before  m      b        10 %
`);
  });
});

describe('eject', () => {
  const file = (text: string) => {
    const path = join(scratch(), 'axon.yaml');
    writeFileSync(path, text);
    return path;
  };
  it('prints a program of constructs', async () => {
    const { code, out, err } = await myelin('eject', file(LOOP));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^import \{ App, Chart \} from 'cdk8s';\n/);
    expect(out).toContain("\n  const train = new TrainTask(axon, 'Train', {\n");
    expect(out).toMatch(/\nwriteManifests\(manifestsOf\(app\), app\.outdir\);\n$/);
  });
  it('names the lock of images beside the axon, which synth of it reads too', async () => {
    const path = file(LOOP);
    const lock = join(dirname(path), 'axon.lock.json');
    writeFileSync(lock, '{}');
    expect((await myelin('eject', path)).out).toContain(`imageLock: '${lock}'`);
  });
  it('refuses an axon with errors', async () => {
    const path = file(LOOP.replace('task: Train', 'task: Trian'));
    const { code, out, err } = await myelin('eject', path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('error MYL1101');
  });
});

describe('synth', () => {
  it('writes one file for an axon, and prints its path', async () => {
    const dir = scratch();
    const { code, out, err } = await myelin('synth', 'apps/digits/axon.yaml', '-o', dir);
    expect({ code, out }).toEqual({ code: 0, out: `${join(dir, 'digits.k8s.yaml')}\n` });
    expect(err).toContain('MYL5001');
    expect(readFileSync(join(dir, 'digits.k8s.yaml'), 'utf8')).toContain('kind: CronJob\n');
  });
  it('leaves the other files of the folder as they are, and does not name them', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'other.k8s.yaml'), 'other');
    const { out } = await myelin('synth', 'apps/digits/axon.yaml', '-o', dir);
    expect(out).not.toContain('other');
    expect(readFileSync(join(dir, 'other.k8s.yaml'), 'utf8')).toBe('other');
  });
  it('prints the same objects with --stdout, and writes no file', async () => {
    const dir = scratch();
    await myelin('synth', 'apps/digits/axon.yaml', '-o', dir);
    const { code, out } = await myelin('synth', 'apps/digits/axon.yaml', '--stdout');
    expect(code).toBe(0);
    expect(out).toBe(readFileSync(join(dir, 'digits.k8s.yaml'), 'utf8'));
  });
  it('writes one file for each of several, in the mesh and the namespace that are named', async () => {
    const dir = scratch();
    const words = ['--mesh', 'gateway-api', '--domain', 'example.com', '--namespace', 'ml', '-o', dir];
    const { code, out } = await myelin('synth', 'apps/digits/axon.yaml', 'apps/ensemble/axon.yaml', ...words);
    expect({ code, out }).toEqual({
      code: 0,
      out: ['digits', 'ensemble'].map((name) => `${join(dir, `${name}.k8s.yaml`)}\n`).join(''),
    });
    const text = readFileSync(join(dir, 'ensemble.k8s.yaml'), 'utf8');
    expect(text).toContain('apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n');
    expect(text).not.toContain('VirtualService');
    expect(text.match(/^ {2}namespace: .*/gm)).toEqual(Array(text.split('---\n').length).fill('  namespace: ml'));
  });
  it('shows the place in each of several files that are wrong, and writes nothing', async () => {
    const dir = scratch();
    const [one, two] = ['one', 'two'].map((name) => join(dir, `${name}.yaml`)) as [string, string];
    writeFileSync(one, LOOP.replaceAll('{task: Train}', '{task: Trian}'));
    writeFileSync(two, '');
    const { code, err } = await myelin('synth', one, two, join(dir, 'three.yaml'), '-o', join(dir, 'dist'));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('three.yaml') as string });
    const both = await myelin('synth', one, two, '-o', join(dir, 'dist'));
    expect(both.err).toContain(`${two}:1:1 error MYL1007`);
    expect(existsSync(join(dir, 'dist'))).toBe(false);
  });
  it('says what is wrong with the axon where it is wrong, and writes nothing', async () => {
    const dir = scratch();
    const file = join(dir, 'axon.yaml');
    writeFileSync(file, LOOP.replaceAll('{task: Train}', '{task: Trian}'));
    const { code, out, err } = await myelin('synth', file, '-o', join(dir, 'dist'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${file}:9:`);
    expect(existsSync(join(dir, 'dist'))).toBe(false);
  });
});

describe('wrong words', () => {
  it('names the command that was probably meant', async () => {
    const { code, out, err } = await myelin('validte', 'x.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean validate?');
  });
  it('refuses an option that there is not', async () => {
    expect(await myelin('list', '--colour')).toMatchObject({ code: 2, out: '' });
  });
  it('shows help on standard output', async () => {
    const { code, out, err } = await myelin('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('completion');
    expect(out).not.toMatch(/^ {2}complete /m);
  });
});
