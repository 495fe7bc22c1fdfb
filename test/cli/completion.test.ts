import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lived, LOOP, myelin, scratch } from './command-line';

// Programs are started: nothing for five seconds where other work runs.
jest.setTimeout(60_000);

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks myelin', async (shell) => {
    const { code, out } = await myelin('completion', shell);
    expect(code).toBe(0);
    expect(out).toContain('myelin complete --');
  });
  it('for a bash without the package bash-completion too', async () => {
    const dir = scratch();
    const asked = '#!/bin/sh\nshift 2\necho "[$*]" >&3\necho tree\necho mermaid\n';
    writeFileSync(join(dir, 'myelin'), asked, { mode: 0o755 });
    writeFileSync(join(dir, 'completion.bash'), (await myelin('completion', 'bash')).out);
    const line = 'myelin graph a=b:c -o m';
    const script = `PATH=${dir}:$PATH; . ${dir}/completion.bash; COMP_LINE='${line} more' COMP_POINT=${line.length}
      __myelin_complete 3>&1; echo "$\{COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile', '-c', script], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '[graph a=b:c -o m]\nmermaid\n', stderr: '' });
  });
  it('suggests commands that begin so', async () => {
    const { code, out } = await myelin('complete', '--', 'val');
    expect(code).toBe(0);
    expect(out).toMatch(/^validate\t/);
  });
  it.each([
    [
      ['get', ''],
      ['digits', 'letters'],
    ],
    [['pause', 'd'], ['digits']],
    [
      ['pause', 'digits', ''],
      ['start', 'again', 'release'],
    ],
    [['resume', 'letters', 'rel'], ['release']],
    [['trigger', 'digits', 'again', ''], ['asked']],
    [['trigger', 'digits', 'start', ''], []],
    [
      ['logs', ''],
      ['Train', 'Serve'],
    ],
    [['logs', 'T'], ['Train']],
  ])('after %j suggests names of the state folder: %j', async (words, names) => {
    const dir = scratch();
    lived(dir, LOOP, () => undefined);
    lived(dir, LOOP.replace('name: digits', 'name: letters'), () => undefined);
    const [command = '', ...rest] = words;
    const { code, out, err } = await myelin('complete', '--', command, '--state-dir', dir, ...rest);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').filter((line) => !/^(:\d+)?$/.test(line))).toEqual(names.map((name) => `${name}\t`));
  });
  it('suggests no names and says nothing where there is no state', async () => {
    const { code, out, err } = await myelin('complete', '--', 'pause', '--state-dir', join(scratch(), 'none'), '');
    expect({ code, out, err }).toEqual({ code: 0, out: ':4\n', err: '' });
  });
  it('refuses a shell that it does not know', async () => {
    expect(await myelin('completion', 'tcsh')).toMatchObject({ code: 2, out: '' });
  });
});
