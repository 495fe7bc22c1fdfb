import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { StateFolder } from '../../lib/local/state-folder';
import { LOOP, lived, myelin, scratch } from './command-line';
import { LivedServer } from './lived-server';
import type { LoopedHands } from './looped-hands';

let dir: string;
let hands: LoopedHands;
let runner: LivedServer;

beforeEach(async () => {
  runner = (await LivedServer.start()).hold();
  ({ dir, hands } = runner);
});

describe('with a runner', () => {
  it('get asks the runner, which knows the addresses', async () => {
    const { out } = await myelin('get', 'digits', '--state-dir', dir);
    expect(out).toContain('deployer api http://127.0.0.1:9/serve/digits/api/');
  });
  it('get --why reads the journal of the runner', async () => {
    const { code, out, err } = await myelin('get', 'digits', '--why', '--state-dir', dir);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('release Gated');
  });
  it('endpoint gives the published form, every URL with a slash at its end', async () => {
    const { code, out } = await myelin('endpoint', 'axon', 'digits', '-o', 'json', '--state-dir', dir);
    expect(code).toBe(0);
    const version = /api-[0-9a-f]{8}/.exec(out)?.[0] ?? '';
    const base = 'http://127.0.0.1:9/serve/digits/api/';
    const stable = `${base}versions/${version}/`;
    expect(JSON.parse(out)).toEqual([
      {
        name: 'api',
        modelStable: { url: stable, publicUrl: stable },
        modelProxy: { url: base, publicUrl: base },
        models: [{ name: 'm', backends: [{ name: 'b', version, url: `${stable}models/m/b/` }] }],
      },
    ]);
  });
  it('trigger sends the event to the only Rest trigger of a sensor, and prints its id', async () => {
    const words = ['trigger', 'digits', 'again', '--data', '{"rows":3}', '--id', 'e1', '--state-dir', dir];
    expect(await myelin(...words)).toEqual({ code: 0, out: 'e1\n', err: '' });
    expect(hands.calls).toMatchObject([{ sensor: 'again', trigger: 'asked', id: 'e1', data: { rows: 3 } }]);
    expect(await myelin(...words)).toEqual({
      code: 0,
      out: 'e1\n',
      err: 'the event e1 had come before, nothing new happens\n',
    });
  });
  it('trigger reads the data of a file', async () => {
    writeFileSync(join(dir, 'data.json'), '[1]');
    await myelin('trigger', 'digits', 'again', 'asked', '--data', `@${join(dir, 'data.json')}`, '--state-dir', dir);
    expect(hands.calls).toMatchObject([{ data: [1] }]);
  });
  it.each([
    [['digits', 'agian'], 1, 'there is no sensor agian, did you mean again; there are start, again, release'],
    [['digits', 'again', 'askd'], 1, 'there is no Rest trigger askd, did you mean asked; there are asked'],
    [['digits', 'start'], 1, 'sensor start has no Rest trigger, so it cannot be called'],
    [['digist', 'again'], 1, 'there is no axon digist, did you mean digits; there are digits'],
    [['digits', 'again', '--data', '{'], 2, '--data wants JSON'],
  ])('trigger %j is refused with %d', async (words, code, message) => {
    const outcome = await myelin('trigger', ...words, '--state-dir', dir);
    expect(outcome).toMatchObject({ code, out: '' });
    expect(outcome.err).toContain(message);
    expect(hands.calls).toEqual([]);
  });
  it('pause and resume hold the axon, or one sensor', async () => {
    expect(await myelin('pause', 'digits', '--state-dir', dir)).toEqual({ code: 0, out: '', err: 'paused digits\n' });
    expect(await myelin('resume', 'digits', 'again', '--state-dir', dir)).toMatchObject({
      err: 'digits again was not paused, so nothing has changed\n',
    });
    expect(hands.commands).toEqual([{ kind: 'pause' }, { kind: 'resume', sensor: 'again' }]);
  });
  it('rollback and promote ask for the only deployer, say who asks and why, and tell what follows', async () => {
    hands.commandAnswer = { ok: true, news: 'version 1 of api answers in place of version 2' };
    const words = ['rollback', 'digits', '--to', '1', '--reason', 'it is slow', '--state-dir', dir];
    expect(await myelin(...words)).toEqual({
      code: 0,
      out: '',
      err: 'digits: version 1 of api answers in place of version 2\n',
    });
    expect((await myelin('promote', 'digits', '--version', '2', '--state-dir', dir)).code).toBe(0);
    const by = `${userInfo().username}@${hostname()}`;
    expect(hands.commands).toEqual([
      { kind: 'rollback', deployer: 'api', version: '1', by, reason: 'it is slow' },
      { kind: 'promote', deployer: 'api', version: '2', by },
    ]);
  });
  it('rollback says what deployers there are, and why the runner refuses', async () => {
    expect(await myelin('rollback', 'digits', '--deployer', 'apy', '--state-dir', dir)).toMatchObject({
      code: 1,
      err: 'myelin: there is no deployer apy, did you mean api; there are api\n',
    });
    hands.commandAnswer = { ok: false, reason: 'api has no version 9; there are 2, 1' };
    expect(await myelin('rollback', 'digits', '--to', '9', '--state-dir', dir)).toMatchObject({
      code: 1,
      err: 'myelin: api has no version 9; there are 2, 1\n',
    });
  });
  it('pause says why the runner refuses', async () => {
    hands.commandAnswer = { ok: false, reason: 'not now' };
    expect(await myelin('pause', 'digits', '--state-dir', dir)).toMatchObject({ code: 1, err: 'myelin: not now\n' });
  });
  it('submit sends the text and the parameters, and says whether something changed', async () => {
    const file = join(dir, 'axon.yaml');
    const text = LOOP.replace('spec:', 'spec:\n  parameters: [{name: a, value: c}]');
    writeFileSync(file, text);
    expect(await myelin('submit', file, '-p', 'a=b', '--state-dir', dir)).toEqual({
      code: 0,
      out: 'digits changed\n',
      err: '',
    });
    expect(hands.submitted).toEqual([{ document: text, parameters: { a: 'b' } }]);
    expect(hands.commands).toEqual([]);
    hands.submitAnswer = { ok: true, axon: 'digits', changed: false, issues: [] };
    expect(await myelin('submit', file, '--prune', '--state-dir', dir)).toMatchObject({
      code: 0,
      out: 'digits unchanged\n',
    });
    expect(hands.commands).toEqual([{ kind: 'prune' }]);
  });
  it('submit shows the issues of the runner at their place in the file', async () => {
    const file = join(dir, 'mine.yaml');
    writeFileSync(file, LOOP);
    const at = { file: 'axon.yaml', line: 3, column: 12 };
    const wrong = { code: 'MYL3003', severity: 'error', path: [], message: 'this runner runs another', at } as const;
    hands.submitAnswer = { ok: false, issues: [wrong] };
    const { code, out, err } = await myelin('submit', file, '--state-dir', dir);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${file}:3:12 error MYL3003 this runner runs another`);
  });
  it('submit sends nothing that is wrong by itself', async () => {
    const file = join(dir, 'axon.yaml');
    writeFileSync(file, LOOP.replace('kind: Axon', 'kind: Axxon'));
    expect(await myelin('submit', file, '--state-dir', dir)).toMatchObject({ code: 1, out: '' });
    expect(hands.submitted).toEqual([]);
  });
  it('delete refuses while the runner runs', async () => {
    const { code, err } = await myelin('delete', 'digits', '--yes', '--state-dir', dir);
    expect(code).toBe(1);
    expect(err).toContain(`the runner ${process.pid} has the state folder`);
    expect((await myelin('list', '-o', 'name', '--state-dir', dir)).out).toBe('axon/digits\n');
  });
});

describe('without a runner', () => {
  beforeEach(() => runner.release());

  it.each([
    ['pause', 'digits'],
    ['trigger', 'digits', 'again'],
    ['endpoint', 'digits'],
    ['submit', 'apps/digits/axon.yaml'],
  ])('%s says how to start one', async (...words) => {
    const { code, out, err } = await myelin(...words, '--state-dir', dir);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`no runner has the state folder ${dir}; start one: myelin run `);
  });
  it('delete takes journal, specs and folder of one axon, and leaves the others', async () => {
    lived(dir, LOOP.replace('name: digits', 'name: letters'), () => undefined);
    mkdirSync(join(dir, 'axons/digits/store'), { recursive: true });
    expect(await myelin('delete', 'digits', '--yes', '--state-dir', dir)).toEqual({
      code: 0,
      out: '',
      err: 'deleted digits\n',
    });
    expect(existsSync(join(dir, 'axons/digits'))).toBe(false);
    expect((await myelin('list', '-o', 'name', '--state-dir', dir)).out).toBe('axon/letters\n');
    expect(await myelin('delete', 'digits', '--yes', '--state-dir', dir)).toMatchObject({ code: 1 });
  });
});

describe('logs', () => {
  const write = (attempt: string, text: string, more: Record<string, string> = {}) => {
    const folder = join(dir, 'axons/digits/attempts', attempt);
    mkdirSync(folder, { recursive: true });
    for (const [name, body] of Object.entries({ log: text, ...more })) writeFileSync(join(folder, name), body);
  };
  let attempts: string[];
  beforeEach(() => {
    runner.release();
    attempts = hands.entries.flatMap(({ entry }) => (entry.type === 'AttemptStarted' ? [entry.name] : []));
    write(attempts[0]!, 'first\n');
    write(attempts[1]!, 'second\n', { 'log.tail': 'its end\n', exit: '0\n' });
  });

  it('prints the newest attempt of a task, its kept end too', async () => {
    const { code, out, err } = await myelin('logs', 'Train', '--state-dir', dir);
    expect({ code, out, err }).toEqual({ code: 0, out: 'second\nits end\n', err: `digits/${attempts[1]}\n` });
  });
  it('prints the attempts of a task run', async () => {
    const taskRun = attempts[0]!.replace(/-a1$/, '');
    expect(await myelin('logs', taskRun, '--state-dir', dir)).toMatchObject({ code: 0, out: 'first\n' });
  });
  it('follows an attempt until it ends', async () => {
    expect(await myelin('logs', '-f', attempts[1]!, '--state-dir', dir)).toMatchObject({
      code: 0,
      out: 'second\nits end\n',
    });
  });
  it('says which task was probably meant', async () => {
    expect(await myelin('logs', 'Trian', '--state-dir', dir)).toEqual({
      code: 1,
      out: '',
      err: 'myelin: there is no task or task run Trian, did you mean Train; there are Train, Serve\n',
    });
  });
  it('prints what the servers of a version say, or those of the newest version of a deploy task', async () => {
    const version = hands.entries.flatMap(({ entry }) => (entry.type === 'VersionCreated' ? [entry.version] : []))[0]!;
    const folder = new StateFolder(dir).lastServer('digits', version, 'm', 'b');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'log'), 'serving\n');
    const said = { code: 0, out: 'serving\n', err: `digits/${version}/m/b\n` };
    expect(await myelin('logs', 'Serve', '--state-dir', dir)).toEqual(said);
    expect(await myelin('logs', version, '--state-dir', dir)).toEqual(said);
  });
  it('says that a task has not been tried', async () => {
    const other = scratch();
    lived(other, LOOP.replace('name: digits', 'name: idle'), () => undefined);
    expect(await myelin('logs', 'Serve', '--state-dir', other)).toMatchObject({
      code: 1,
      err: 'myelin: Serve of idle has no attempt, so there is no log\n',
    });
  });
});
