import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeLocalBuild } from '../../lib/build/local-build';
import type { BuildSource, LocalBuildOptions } from '../../lib/build/local-build-types';

const run = promisify(execFile);
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const withPython = hasPython ? test : test.skip;
if (!hasPython) console.warn('SKIPPED: local builds, since there is no python3 of 3.8 or newer');

jest.setTimeout(120_000);

let directory: string;
let wheels: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'myelin-build-'));
  wheels = join(directory, 'wheels');
  await mkdir(wheels);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const options = (more: Partial<LocalBuildOptions> = {}): LocalBuildOptions => ({
  cacheDir: join(directory, 'cache'),
  helperPackage: join(__dirname, '../../python/myelin'),
  path: ['spec', 'tasks', 0, 'train', 'imageBuild'],
  reference: 'digits',
  index: wheels,
  ...more,
});

let folders = 0;
async function folder(files: Record<string, string>): Promise<string> {
  const root = join(directory, `context-${folders++}`);
  await mkdir(root);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

async function dockerfile(text: string, files: Record<string, string> = {}): Promise<BuildSource> {
  const context = await folder({ ...files, Dockerfile: text });
  return { kind: 'dockerfile', context, dockerfile: join(context, 'Dockerfile') };
}

async function built(source: BuildSource, more: Partial<LocalBuildOptions> = {}) {
  const { build, issues } = await makeLocalBuild(source, options(more));
  if (build === undefined) throw new Error(`no build: ${JSON.stringify(issues)}`);
  return build;
}

/** Starts the build's command as a runner would, and gives what it printed. */
async function output(source: BuildSource, args: string[] = [], env: Record<string, string> = {}): Promise<string> {
  const build = await built(source);
  const [program = '', ...words] = [...build.command, ...args];
  const { stdout } = await run(program, words, { cwd: build.workdir, env: { ...process.env, ...build.env, ...env } });
  return stdout.trim();
}

/** A wheel is an archive with three text files; Python's own zip module writes it. */
async function wheel(name: string, version: string, code: string): Promise<void> {
  const script = `import sys, zipfile
name, version, code, folder = sys.argv[1:]
with zipfile.ZipFile('%s/%s-%s-py3-none-any.whl' % (folder, name, version), 'w') as z:
    info = '%s-%s.dist-info' % (name, version)
    z.writestr(name + '.py', code)
    z.writestr(info + '/METADATA', 'Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n' % (name, version))
    z.writestr(info + '/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr(info + '/entry_points.txt', '[console_scripts]\\nsay-%s = %s:main\\n' % (name, name))
    z.writestr(info + '/RECORD', '')`;
  await run('python3', ['-c', script, name, version, code, wheels]);
}

describe('a Dockerfile becomes a process of this machine', () => {
  const files = {
    'train.py': 'import os, sys\nprint(sys.argv[1:], os.getcwd().rsplit("/", 1)[1], os.environ["EPOCHS"], sys.prefix)',
    'lib/shared.py': 'value = 7',
  };

  withPython('the command runs in the working directory, in an environment of its own', async () => {
    const source = await dockerfile(
      'FROM python\nWORKDIR /app\nCOPY . .\nENV EPOCHS=3\nENTRYPOINT ["python", "-u", "/app/train.py"]',
      files,
    );
    const build = await built(source);
    expect(build).toMatchObject({
      workdir: join(build.root, 'app'),
      command: [build.pythonPath, '-u', join(build.root, 'app/train.py')],
      takesArguments: true,
      defaultArguments: [],
    });
    expect(await output(source, ['--budget=9'])).toBe(`['--budget=9'] app 3 ${dirname(dirname(build.pythonPath))}`);
  });

  withPython('the helper package is there, whatever the requirements say', async () => {
    const source = await dockerfile(
      'FROM python\nRUN pip install myelin==0.1.2\nCMD python -c "import myelin.metric; print(1)"',
    );
    expect(await output(source)).toBe('1');
  });

  withPython('an image with only a CMD cannot take arguments', async () => {
    const build = await built(await dockerfile('FROM python\nCOPY train.py .\nCMD python train.py', files));
    expect(build).toMatchObject({ takesArguments: false, entrypoint: [], workdir: `${build.root}/` });
    expect(build.command).toEqual([build.pythonPath, 'train.py']);
  });

  withPython('CMD follows an ENTRYPOINT as the arguments that a task may replace', async () => {
    const build = await built(
      await dockerfile(
        'FROM python\nWORKDIR /w\nCOPY . .\nENTRYPOINT ["python"]\nCMD ["/w/train.py", "--x=/w/lib"]',
        files,
      ),
    );
    expect(build.entrypoint).toEqual([build.pythonPath]);
    expect(build.defaultArguments).toEqual([join(build.root, 'w/train.py'), `--x=${build.root}/w/lib`]);
    expect(build.takesArguments).toBe(true);
  });

  withPython('a line that needs a shell gets one, with its paths mapped and its python found', async () => {
    const source = await dockerfile(
      'FROM python\nENV PYTHONPATH=/code/lib\nCOPY . /code\nCMD cd /code && python -c "import shared; print(shared.value)" | cat',
      files,
    );
    const build = await built(source);
    expect(build.command).toEqual([
      '/bin/sh',
      '-c',
      `cd ${build.root}/code && python -c "import shared; print(shared.value)" | cat`,
    ]);
    expect(await output(source)).toBe('7');
  });

  withPython('paths that nothing was copied to are paths of this machine', async () => {
    const build = await built(
      await dockerfile('FROM python\nWORKDIR /w\nCMD ["cat", "/etc/hostname", "/w/later.txt"]'),
    );
    expect(build.command).toEqual(['cat', '/etc/hostname', join(build.root, 'w/later.txt')]);
  });

  withPython('files keep their executable bit, and ignored files stay away', async () => {
    const context = await folder({
      Dockerfile: 'FROM python\nWORKDIR /w\nCOPY *.sh data ./\nCOPY . /all\nCMD ["/w/go.sh"]',
      '.dockerignore': '# big\ndata/*.bin\n!data/keep.bin\n**/secret\n',
      'go.sh': '#!/bin/sh\nls -A /$1',
      'data/a.csv': '1',
      'data/b.bin': '2',
      'data/keep.bin': '3',
      'deep/secret': 's',
      '.git/config': 'g',
    });
    await chmod(join(context, 'go.sh'), 0o755);
    const build = await built({ kind: 'dockerfile', context, dockerfile: join(context, 'Dockerfile') });
    expect((await readdir(build.workdir)).sort()).toEqual(['a.csv', 'go.sh', 'keep.bin']);
    expect((await readdir(join(build.root, 'all'))).sort()).toEqual([
      '.dockerignore',
      'Dockerfile',
      'data',
      'deep',
      'go.sh',
    ]);
    expect((await run(build.command[0] as string, [], { cwd: build.workdir })).stdout).not.toBe('');
  });
});

describe('a build is named by its contents', () => {
  withPython('the same contents are the same build, elsewhere too, and a changed byte is another', async () => {
    const text = 'FROM python\nCOPY a.py /w/\nCMD python /w/a.py';
    const first = await built(await dockerfile(text, { 'a.py': 'print(1)' }));
    const again = await built(await dockerfile(text, { 'a.py': 'print(1)', 'not-copied.txt': 'x' }));
    const other = await built(await dockerfile(text, { 'a.py': 'print(2)' }));
    expect(again).toEqual(first);
    expect(other.id).not.toBe(first.id);
    expect(other.root).not.toBe(first.root);
    expect(other.pythonPath).toBe(first.pythonPath);
  });

  withPython('two working directories over the same files both exist', async () => {
    const text = (name: string) => `FROM python\nCOPY a.py /a.py\nWORKDIR /${name}\nCMD python /a.py`;
    for (const name of ['one', 'two'])
      expect(await output(await dockerfile(text(name), { 'a.py': 'import os; print(os.getcwd()[-3:])' }))).toBe(name);
  });

  withPython('two that ask at once are given one build, and nothing unfinished is left', async () => {
    const cacheDir = join(directory, 'cache-at-once');
    const source = await dockerfile('FROM python\nCOPY . /w\nCMD python /w/a.py', { 'a.py': 'print(1)' });
    const builds = await Promise.all([1, 2, 3].map(() => built(source, { cacheDir })));
    expect(builds[1]).toEqual(builds[0]);
    expect(builds[2]).toEqual(builds[0]);
    expect(await readdir(join(cacheDir, 'builds'))).toHaveLength(1);
    expect((await readdir(join(cacheDir, 'environments'))).filter((name) => !name.endsWith('.log'))).toHaveLength(1);
  });

  withPython('a store inside the context is not copied into itself', async () => {
    const source = await dockerfile('FROM python\nCOPY . /w\nCMD python /w/a.py', { 'a.py': 'print(1)' });
    const cacheDir = join(source.kind === 'dockerfile' ? source.context : '', 'store');
    await built(source, { cacheDir });
    const build = await built(source, { cacheDir });
    expect(await readdir(join(build.root, 'w'))).toEqual(['Dockerfile', 'a.py']);
  });
});

describe('requirements', () => {
  withPython('are installed from a file and the files it names, with programs that run', async () => {
    await wheel('greeter', '1.0', 'def main():\n    print("hello")');
    await wheel('second', '2.0', 'value = 2');
    const source = await dockerfile(
      'FROM python\nCOPY req /req\nRUN pip install -q -r /req/all.txt\nCMD say-greeter && python -c "import second; print(second.value)"',
      {
        'req/all.txt': '-r more.txt  # nested\nmyelin==0.1.2\ngreeter==1.0\n',
        'req/more.txt': 'second>=1\n-r all.txt\n',
      },
    );
    expect(await output(source)).toBe('hello\n2');
  });

  withPython(
    'that do not install are one issue with the words of pip, the version, the override and the log',
    async () => {
      const source = await dockerfile('FROM python:3.6\nCOPY r.txt .\nRUN pip install -r r.txt\nCMD python x.py', {
        'r.txt': 'nothing-like-it==1.2.3\n',
      });
      const progress: string[] = [];
      const { build, issues } = await makeLocalBuild(source, options({ onProgress: (line) => progress.push(line) }));
      expect(build).toBeUndefined();
      expect(issues.map(({ code }) => code)).toEqual(['MYL2009', 'MYL2005']);
      expect(issues[1]?.message).toMatch(/^pip install failed \(written for Python 3\.6, this is 3\.\d+\.\d+\): /);
      expect(issues[1]?.message).toContain('No matching distribution found for nothing-like-it==1.2.3');
      expect(issues[1]?.hint).toContain('requirements: {r.txt: ...}');
      expect(progress.join('\n')).toContain('nothing-like-it==1.2.3');
      const log = / (\S+\.log)$/.exec(issues[1]?.hint ?? '')?.[1] as string;
      expect(await readFile(log, 'utf8')).toContain('No matching distribution found for nothing-like-it==1.2.3');
      expect(await readdir(dirname(log))).not.toContainEqual(expect.stringContaining('.making'));
    },
  );

  withPython('are replaced by an override, by the end of their path', async () => {
    const replacement = join(await folder({ 'laptop.txt': '# nothing' }), 'laptop.txt');
    const source = await dockerfile(
      'FROM python\nCOPY r.txt /x.txt\nRUN pip install -r /x.txt\nCMD python -c "print(5)"',
      {
        'r.txt': 'nothing-like-it==1.2.3\n',
      },
    );
    const context = source.kind === 'dockerfile' ? source.context : '';
    const build = await built(source, {
      requirementsOverrides: { [`${context.split('/').at(-1)}/r.txt`]: replacement },
    });
    expect((await run(build.command[0] as string, build.command.slice(1))).stdout).toBe('5\n');
  });

  withPython('a file that nothing copied is an issue at the line that names it', async () => {
    const source = await dockerfile('FROM python\nRUN pip install -r r.txt\nCMD python x.py', { 'r.txt': '' });
    const { issues } = await makeLocalBuild(source, options());
    expect(issues.map(({ code, message, path }) => [code, message, path])).toEqual([
      ['MYL2004', 'line 2: nothing was copied to /r.txt', ['spec', 'tasks', 0, 'train', 'imageBuild']],
    ]);
  });
});

describe('what is wrong is an issue', () => {
  const codes = async (source: BuildSource, more: Partial<LocalBuildOptions> = {}) =>
    (await makeLocalBuild(source, options(more))).issues.map(({ code, message }) => `${code} ${message}`);

  test('a context or a Dockerfile that is not there', async () => {
    expect(await codes({ kind: 's2i', context: '/no/such/folder' })).toEqual(['MYL2001 there is no /no/such/folder']);
    expect(await codes({ kind: 'dockerfile', context: directory, dockerfile: join(directory, 'Nofile') })).toEqual([
      `MYL2001 there is no ${directory}/Nofile`,
    ]);
  });

  withPython('sources that are missing, all at once, and a build without a command', async () => {
    const source = await dockerfile('FROM python\nCOPY a.py *.csv /w/\nCOPY ../up /w');
    expect(await codes(source)).toEqual([
      `MYL2001 line 2: a.py cannot be copied: no such file in ${dirname((source as { dockerfile: string }).dockerfile)}`,
      `MYL2001 line 2: *.csv cannot be copied: no such file in ${dirname((source as { dockerfile: string }).dockerfile)}`,
      'MYL2001 line 3: ../up cannot be copied: it lies outside the build context',
      'MYL2008 the build has neither ENTRYPOINT nor CMD',
    ]);
  });

  test('no Python', async () => {
    const source = await dockerfile('FROM python\nCMD python x.py');
    const { issues } = await makeLocalBuild(source, options({ interpreter: 'python-that-is-not' }));
    expect(issues).toMatchObject([
      {
        code: 'MYL2006',
        message: 'no Python to run tasks with: python-that-is-not is not on the PATH',
        hint: 'install Python 3.8 or newer, or name one with python: {interpreter: ...} in the overrides file',
      },
    ]);
  });

  withPython('a store that cannot be written', async () => {
    const source = await dockerfile('FROM python\nCMD python x.py');
    const file = join(await folder({ file: '' }), 'file');
    await expect(codes(source, { cacheDir: file })).resolves.toEqual([
      expect.stringMatching(/^MYL2010 .*not a directory/),
    ]);
  });
});

describe('an s2i folder and a directory', () => {
  withPython('the class that MODEL_NAME names is served', async () => {
    const context = await folder({
      '.s2i/environment': '# how\nMODEL_NAME="Echo"\nAPI_TYPE=REST\nPERSISTENCE=0\n',
      'Echo.py': 'class Echo:\n    def predict(self, X, names):\n        return X',
    });
    const build = await built({ kind: 's2i', context });
    expect(build).toMatchObject({
      command: [build.pythonPath, '-m', 'myelin.serve', 'Echo'],
      env: { MODEL_NAME: 'Echo', PERSISTENCE: '0' },
      portFlag: '--port',
      workdir: join(build.root, 'app'),
    });
  });

  test.each([
    [{ 'a.py': '' }, /^there is no \/.*\/\.s2i\/environment$/],
    [{ '.s2i/environment': 'API_TYPE=REST\n' }, /\.s2i\/environment has no MODEL_NAME$/],
    [{ '.s2i/environment': 'MODEL_NAME=A\nAPI_TYPE=GRPC\n' }, /^API_TYPE is GRPC/],
  ])('%j says no class that can be served', async (files: Record<string, string>, message) => {
    const { build, issues } = await makeLocalBuild({ kind: 's2i', context: await folder(files) }, options());
    expect(build).toBeUndefined();
    expect(issues.map(({ code }) => code)).toEqual(['MYL2007']);
    expect(issues[0]?.message).toMatch(message);
  });

  withPython('an install script is a warning, with its line', async () => {
    const context = await folder({ '.s2i/environment': 'MODEL_NAME=A\nINSTALL_SCRIPT=install.sh\n', 'A.py': '' });
    const { build, issues } = await makeLocalBuild({ kind: 's2i', context }, options());
    expect(build?.skipped).toMatchObject([{ line: 2, text: 'INSTALL_SCRIPT=install.sh' }]);
    expect(issues).toMatchObject([{ code: 'MYL2002', severity: 'warning', at: { line: 2 } }]);
  });

  withPython('a directory runs its command, with requirements where it has them', async () => {
    const dir = await folder({ 'go.py': 'import sys; print(sys.argv[1:])' });
    const source: BuildSource = { kind: 'directory', dir, command: ['python', 'go.py', '--port', '1'] };
    expect(await built(source)).toMatchObject({ takesArguments: true, portFlag: '--port', skipped: [] });
    expect(await output(source, ['--x=2'])).toBe("['--port', '1', '--x=2']");
  });
});

describe('a port written into a server', () => {
  withPython('is kept apart by MYELIN_BIND, on this machine only', async () => {
    const source = await dockerfile('FROM python\nCOPY s.py .\nENTRYPOINT ["python", "s.py"]', {
      's.py': `import socket
s = socket.socket()
s.bind(('0.0.0.0', 5000))
print(s.getsockname())
t = socket.socket()
t.bind(('127.0.0.1', 0))
print(t.getsockname()[1] > 0)`,
    });
    const port = await freePort();
    expect(await output(source, [], { MYELIN_BIND: `5000=${port}` })).toBe(`('127.0.0.1', ${port})\nTrue`);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
