import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOP, myelin, scratch } from './command-line';

describe('init', () => {
  it('writes an axon that is valid, with its code and the schema for editors', async () => {
    const dir = join(scratch(), 'My Model 2');
    const made = await myelin('init', dir);
    expect(made).toMatchObject({ code: 0, err: '' });
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
    const { out } = await myelin('graph', file(), '--format', 'mermaid');
    expect(out).toBe(`flowchart LR
  task_Train["Train"]
  deployer_api(["api"])
  sensor_start{{"start"}}
  sensor_start --> task_Train
  sensor_again{{"again"}}
  trigger_again_asked(("rest asked")) --> sensor_again
  sensor_again --> task_Train
  sensor_release{{"release"}}
  task_Train -->|Succeeded| sensor_release
  sensor_release --> deployer_api
`);
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

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks myelin', async (shell) => {
    const { code, out } = await myelin('completion', shell);
    expect(code).toBe(0);
    expect(out).toContain('myelin complete --');
  });
  it('suggests commands that begin so', async () => {
    const { code, out } = await myelin('complete', '--', 'val');
    expect(code).toBe(0);
    expect(out).toMatch(/^validate\t/);
  });
  it('refuses a shell that it does not know', async () => {
    expect(await myelin('completion', 'tcsh')).toMatchObject({ code: 2, out: '' });
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
