import { LOOP, lived, myelin, scratch, twoTrainings } from './command-line';

describe('get', () => {
  it('shows what serves and what is waited for, from the journal when no runner runs', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    const { code, out, err } = await myelin('get', 'digits', '--state-dir', dir);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('digits Idle; no runner has it now, this is what the last one left\n');
    expect(out).toMatch(/version 1 api-[0-9a-f]{8} Serving index 0 accuracy=0.95/);
    expect(out).toContain('waiting: again waits for a call of asked');
  });
  it('takes the kind before the name, as the original did', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    expect(await myelin('get', 'axon', 'digits', '-o', 'name', '--state-dir', dir)).toEqual({
      code: 0,
      out: 'axon/digits\n',
      err: '',
    });
  });
  it('gives as JSON the state that --until sees', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    const state = JSON.parse((await myelin('get', 'digits', '-o', 'json', '--state-dir', dir)).out);
    expect(state).toMatchObject({
      axon: 'digits',
      status: 'Idle',
      tasks: { Train: { phase: 'Succeeded', runs: 2, metrics: { accuracy: 0.95 } } },
      deployers: { api: { newest: { version: 1, phase: 'Serving' } } },
    });
  });
  it('gives the same as YAML', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    expect((await myelin('get', 'digits', '-o', 'yaml', '--state-dir', dir)).out).toMatch(/^axon: digits\nspec: /);
  });
  it('shows tasks and sensors with -o wide', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    const { out } = await myelin('get', 'digits', '-o', 'wide', '--state-dir', dir);
    expect(out).toMatch(/TASK +KIND +PHASE +RUNS +REASON\nTrain +train +Succeeded +2 /);
    expect(out).toMatch(/SENSOR +PENDING +LAST RUN/);
  });
  it('lists all axons without a name', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    lived(dir, LOOP.replace('name: digits', 'name: letters'), () => undefined);
    const { out } = await myelin('get', '--state-dir', dir);
    const cells = out.split('\n').map((line) => line.replace(/[0-9a-f]{8}/, '#').split(/ {2,}/));
    expect(cells).toEqual([
      ['NAME', 'STATUS', 'RUNNER', 'SERVING', 'CONDITION'],
      ['digits', 'Idle', 'no', 'api-#', '-'],
      ['letters', 'Running', 'no', '-', '-'],
      [''],
    ]);
  });
  it('says which axon was probably meant', async () => {
    const dir = scratch();
    lived(dir, LOOP, twoTrainings);
    expect(await myelin('get', 'digist', '--state-dir', dir)).toEqual({
      code: 1,
      out: '',
      err: 'myelin: there is no axon digist, did you mean digits; there are digits\n',
    });
  });
  it('says how a state folder comes to be', async () => {
    const dir = scratch();
    const { code, out, err } = await myelin('get', 'digits', '--state-dir', dir);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(`myelin: there is no state in ${dir}; myelin run FILE makes it, --state-dir names another\n`);
  });
  it('refuses a format that there is not', async () => {
    const { code, out, err } = await myelin('get', 'digits', '-o', 'xml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Allowed choices are text, wide, name, json, yaml');
  });
});

describe('get --why', () => {
  it('tells each decision with its reason, oldest first, and where each version comes from', async () => {
    const dir = scratch();
    lived(dir, LOOP, (simulation) => {
      Object.assign(simulation.builds, { Train: 'b1', Serve: 'b2' });
      twoTrainings(simulation);
    });
    const { code, out } = await myelin('get', 'digits', '--why', '--state-dir', dir);
    expect(code).toBe(0);
    const subjects = out
      .split('\n')
      .filter((line) => /^\d{4}/.test(line))
      .map((line) => line.split(' ')[1]);
    expect(subjects.map((subject) => subject?.replace(/[0-9a-f]{8}$/, '#'))).toEqual([
      'start',
      'release',
      'again',
      'release',
      'api-#',
      'api-#',
      'api-#',
    ]);
    expect(out).toMatch(/release Gated: .*accuracy/);
    expect(out).toMatch(/metrics\.accuracy = 0\.5/);
    expect(out).toMatch(
      /version api-[0-9a-f]{8} Serving: spec [0-9a-f]{16}, run [0-9a-f]{10}, data of run [0-9a-f]{10}\n {2}m\/b: trained by train-[0-9a-f]{10} accuracy=0.95: .*\n {4}build b1, parameters [0-9a-f]{10}, data [0-9a-f]{10}, served by build b2\n/,
    );
  });
  it('tells of failures of tasks, and not of what went well', async () => {
    const dir = scratch();
    lived(dir, LOOP, (simulation) => {
      simulation.begin('Train');
      simulation.fail('Train', 3);
    });
    const told = JSON.parse((await myelin('get', 'digits', '--why', '-o', 'json', '--state-dir', dir)).out);
    expect(told.decisions.map(({ text }: { text: string }) => text.replace(/[0-9a-f]{10}/, '#'))).toEqual([
      'Fired run #',
      'Failed',
    ]);
    expect(told.versions).toEqual([]);
  });
  it('wants a name', async () => {
    expect(await myelin('get', '--why')).toMatchObject({ code: 2, err: 'myelin: --why wants the name of an axon\n' });
  });
});
