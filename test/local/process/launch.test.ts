import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, launch, LaunchError, waitFor } from '../../../lib/local/process/supervisor';
import { attemptFolders, lives, logOf, script, start, until } from './folder';

const { folder, clear } = attemptFolders();
afterEach(clear);

describe.each(['dash', 'bash'])('under %s', (name) => {
  const shell = `/bin/${name}`;
  const run = async (dir: string, text: string) => {
    await start(dir, text, { shell });
    return waitFor(dir);
  };
  const testHere = existsSync(shell) ? test : test.skip;

  testHere('what a task prints and its exit code are kept', async () => {
    const dir = folder();

    expect(await run(dir, 'echo out; echo err >&2; exit 3')).toEqual({ state: 'exited', code: 3 });
    expect(logOf(dir)).toBe('out\nerr\n');
    expect(inspect(dir)).toEqual({ state: 'exited', code: 3 });
  });

  testHere('a task ended by a signal says which', async () => {
    const dir = folder();

    expect(await run(dir, 'kill -s SEGV $$')).toEqual({ state: 'exited', code: 139, signal: 'SIGSEGV' });
    expect(await run(folder(), 'kill -s KILL $$')).toEqual({ state: 'exited', code: 137, signal: 'SIGKILL' });
  });

  testHere('a killed task has a line in its log that says so, and nothing of the wrapper', async () => {
    const dir = folder();
    await run(dir, 'echo working; kill -s KILL $$');

    expect(logOf(dir)).toBe('working\nmyelin: the command was killed (signal 9)\n');
  });

  testHere('a command that does not exist exits with 127 and a clear line in the log', async () => {
    const dir = folder();
    await launch(script(dir, '', { shell, command: ['no-such-trainer', '--lr=1'] }));

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 127 });
    expect(logOf(dir)).toBe('myelin: the command no-such-trainer was not found or cannot be executed\n');
  });

  testHere('a file that is not a program exits with 126', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'data.csv'), '1,2\n', { mode: 0o644 });
    await launch(script(dir, '', { shell, command: [join(dir, 'data.csv')] }));

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 126 });
    expect(logOf(dir)).toMatch(/data\.csv.*permission denied/i);
    expect(logOf(dir)).not.toContain('wrapper.sh');
  });

  testHere('the task sees its directory, its environment, no input, and signals as they are by default', async () => {
    const [dir, cwd] = [folder(), folder()];
    const show = 'pwd; echo "$GREETING"; cat; grep SigIgn /proc/self/status';
    await start(dir, show, { shell, cwd, env: { PATH: '/usr/bin:/bin', GREETING: 'a b\n"c"' } });
    await waitFor(dir);

    expect(logOf(dir)).toBe(`${cwd}\na b\n"c"\nSigIgn:\t0000000000000000\n`);
  });

  testHere(
    'the command is looked for in the PATH given, folder by folder, and the rest of the shell is as it was',
    async () => {
      const [dir, first, second] = [folder(), folder(), folder()];
      writeFileSync(join(first, 'trainer'), 'not a program', { mode: 0o644 });
      writeFileSync(join(second, 'trainer'), '#!/bin/sh\nprintf "<%s>" "$@" "$IFS"\n', { mode: 0o755 });
      const env = { PATH: `/nowhere:${first}:${second}:` };
      await launch(script(dir, '', { shell, env, command: ['trainer', 'a:b', '*'] }));
      await waitFor(dir);

      expect(logOf(dir)).toBe('<a:b><*>< \t\n>');
    },
  );

  testHere('no variable of the wrapper takes the place of one of the task', async () => {
    const dir = folder();
    const names = [
      'dir',
      'head',
      'tail',
      'path',
      'start',
      'stat',
      'boot',
      'size',
      'code',
      'block',
      'blocks',
      'records',
    ];
    await launch(
      script(dir, '', {
        shell,
        env: Object.fromEntries(names.map((name) => [name, `my ${name}`])),
        command: ['/usr/bin/env'],
      }),
    );
    await waitFor(dir);

    expect(logOf(dir).split('\n')).toEqual(expect.arrayContaining(names.map((name) => `${name}=my ${name}`)));
  });

  testHere('variables whose names a shell cannot write reach the command', async () => {
    const dir = folder();
    const env = { 'my.var': 'a=b c', 'MY-VAR': '' };
    await launch(script(dir, '', { shell, env, command: ['/usr/bin/env'] }));
    await waitFor(dir);

    expect(logOf(dir).split('\n')).toEqual(expect.arrayContaining(['my.var=a=b c', 'MY-VAR=']));
  });

  testHere('the PATH is the one given, also when the wrapper needs another for itself', async () => {
    const [given, none] = [folder(), folder()];
    await start(given, 'echo "$PATH"', { shell, env: { PATH: '/nowhere' } });
    await launch(script(none, '', { shell, env: {}, command: ['/usr/bin/env'] }));
    await Promise.all([waitFor(given), waitFor(none)]);

    expect(logOf(given)).toBe('/nowhere\n');
    expect(logOf(none)).not.toMatch(/^PATH=/m);
  });

  testHere('arguments reach the command as they are written', async () => {
    const dir = folder();
    const args = ['', 'a b', '$HOME', '"', "'", '*', '-n', 'line\nline', '\\'];
    await launch(script(dir, '', { shell, command: ['/usr/bin/printf', '<%s>', ...args] }));
    await waitFor(dir);

    expect(logOf(dir)).toBe(args.map((arg) => `<${arg}>`).join(''));
  });

  testHere('two launches of one folder at once run it once', async () => {
    const dir = folder();
    const text = 'echo ran >>ran; sleep 0.1; exit 7';
    await Promise.all([start(dir, text, { shell }), start(dir, text, { shell }), start(dir, text, { shell })]);

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 7 });
    expect(logOf(dir, 'ran')).toBe('ran\n');
  });

  testHere('launching what has ended does not run it again', async () => {
    const dir = folder();
    await run(dir, 'echo ran >>ran');
    await start(dir, 'echo ran >>ran', { shell });

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 0 });
    expect(logOf(dir, 'ran')).toBe('ran\n');
  });

  testHere(
    'a task that prints 200 MB is not blocked; the start and the end are kept, and a line says what was cut',
    async () => {
      const dir = folder();
      const text = 'head -c 200000000 /dev/zero; echo; echo last words';
      await start(dir, text, { shell, logLimit: { start: 1024 * 1024, end: 4096 } });

      expect(await waitFor(dir)).toEqual({ state: 'exited', code: 0 });
      const line = '\n[myelin: output beyond 1048576 bytes is cut here, its last 4096 bytes are in log.tail]\n';
      expect(logOf(dir).slice(1024 * 1024)).toBe(line);
      expect(logOf(dir, 'log.tail')).toHaveLength(4096);
      expect(logOf(dir, 'log.tail')).toMatch(/\nlast words\n$/);
    },
  );

  testHere('an output that just fits is not cut', async () => {
    const dir = folder();
    await start(dir, 'head -c 65536 /dev/zero', { shell, logLimit: { start: 65536, end: 4096 } });
    await waitFor(dir);

    expect(statSync(join(dir, 'log')).size).toBe(65536);
    expect(existsSync(join(dir, 'log.tail'))).toBe(false);
  });

  testHere('a line is in the log as soon as it is printed', async () => {
    const dir = folder();
    await start(dir, 'echo step 1; sleep 60', { shell });
    await until(() => existsSync(join(dir, 'log')) && logOf(dir) === 'step 1\n');

    expect(inspect(dir).state).toBe('running');
  });

  testHere('a grandchild that keeps the output open neither delays the exit nor outlives it', async () => {
    const dir = folder();
    await start(dir, 'sleep 300 & echo $! >kid; exit 5', { shell });

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 5 });
    expect(lives(Number(logOf(dir, 'kid')))).toBe(false);
  });

  testHere('a grandchild that ignores SIGTERM is killed; the exit is recorded before that', async () => {
    const dir = folder();
    await start(
      dir,
      '(trap "" TERM; : >deaf; while :; do sleep 0.1; done) & echo $! >kid; until [ -e deaf ]; do :; done; exit 6',
      { shell },
    );
    await until(() => inspect(dir).state === 'exited');
    expect(lives(Number(logOf(dir, 'kid')))).toBe(true);

    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 6 });
    expect(lives(Number(logOf(dir, 'kid')))).toBe(false);
  });

  testHere('where the exit cannot be written, the status of the wrapper tells', async () => {
    const dir = folder();
    symlinkSync('/dev/full', join(dir, 'exit.part'));

    expect(await run(dir, 'exit 4')).toEqual({ state: 'exited', code: 4 });
  });

  testHere('so it does for a runner that was too busy to hear of the end when it looks', async () => {
    const dir = folder();
    symlinkSync('/dev/full', join(dir, 'exit.part'));
    const { pid } = await start(dir, 'exit 4', { shell });
    // No turn of the event loop, so nobody has collected the wrapper, which is ended.
    while (lives(pid)) continue;

    expect(inspect(dir)).toMatchObject({ state: 'lost' });
    expect(await waitFor(dir)).toEqual({ state: 'exited', code: 4 });
  });

  testHere('where the log cannot be written, the task still runs to its end', async () => {
    const dir = folder();
    symlinkSync('/dev/full', join(dir, 'log'));

    expect(await run(dir, 'head -c 300000 /dev/zero; exit 4')).toEqual({ state: 'exited', code: 4 });
  });

  testHere('where the claim cannot be written, the task does not run and is lost', async () => {
    const dir = folder();
    symlinkSync('/no/such/disk', join(dir, 'claim'));

    expect(await run(dir, 'echo ran >ran')).toEqual({
      state: 'lost',
      reason: `${dir} cannot be written (is the disk full?)`,
    });
    expect(existsSync(join(dir, 'ran'))).toBe(false);
  });
});

describe('refusals', () => {
  test('a working directory that does not exist is named', async () => {
    const dir = folder();
    const fault = await start(dir, 'true', { cwd: '/no/such/folder' }).catch((thrown: unknown) => thrown);

    expect(fault).toBeInstanceOf(LaunchError);
    expect((fault as LaunchError).message).toBe('the working directory /no/such/folder does not exist');
    expect(inspect(dir)).toEqual({ state: 'unclaimed' });
  });

  test('arguments beyond what the system takes are told with a way out', async () => {
    const dir = folder();
    const huge = 'x'.repeat(4 * 1024 * 1024);
    const fault = await launch(script(dir, '', { command: ['true', huge] })).catch((thrown: unknown) => thrown);

    expect(fault).toMatchObject({
      name: 'LaunchError',
      message: expect.stringContaining('E2BIG'),
      hint: 'its arguments and environment are too long; pass large values in a file',
    });
  });

  test('a folder that cannot be made is told with its path', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'file'), '');
    const fault = await launch(script(join(dir, 'file', 'attempt'), 'true', { cwd: dir })).catch((t: unknown) => t);

    expect(fault).toMatchObject({ name: 'LaunchError', message: expect.stringContaining(join(dir, 'file')) });
  });
});
