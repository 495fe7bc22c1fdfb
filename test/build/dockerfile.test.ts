import { readDockerfile } from '../../lib/build/dockerfile';

const read = (text: string) =>
  readDockerfile(text, { file: 'Dockerfile.train', path: ['spec', 'tasks', 0], reference: 'digits-train' });
const messages = (text: string) => read(text).issues.map(({ code, message, at }) => `${at?.line} ${code} ${message}`);

describe('a Dockerfile as it was written for the original', () => {
  const plan = read(`FROM python:3.6
RUN apt-get update && apt-get install -y libopenblas-dev \\
    # for numpy
    && rm -rf /var/lib/apt/lists/*
RUN pip3 install --upgrade pip
COPY requirements.txt requirements.txt
RUN pip install --upgrade pip && pip install --no-cache-dir -r  requirements.txt
WORKDIR /work
RUN mkdir /work/model/
COPY ./train.py /work/train.py
ENV EPOCHS=3 NAME="a b"
CMD python train.py`);

  test('has nothing against it', () => {
    expect(plan.issues).toEqual([]);
  });

  test('copies files into the image, relative to the working directory of that line', () => {
    expect(plan.steps).toEqual([
      { kind: 'copy', from: ['requirements.txt'], to: '/requirements.txt', intoDirectory: false, line: 6 },
      { kind: 'directory', path: '/work' },
      { kind: 'copy', from: ['./train.py'], to: '/work/train.py', intoDirectory: false, line: 10 },
    ]);
  });

  test('has requirements, environment, command and the version of Python', () => {
    expect(plan).toMatchObject({
      requirements: [{ kind: 'file', path: '/requirements.txt', line: 7 }],
      env: { EPOCHS: '3', NAME: 'a b' },
      workdir: '/work',
      command: { form: 'shell', text: 'python train.py' },
      pythonVersion: '3.6',
    });
    expect(plan.entrypoint).toBeUndefined();
  });

  test('lists what was skipped, with the line and the reason', () => {
    expect(plan.skipped.map(({ line, text, why }) => `${line} ${text}: ${why}`)).toEqual([
      '2 apt-get update: packages of the system are not installed here',
      '2 apt-get install -y libopenblas-dev: packages of the system are not installed here',
      '2 rm -rf /var/lib/apt/lists/*: it cleans up after a package manager',
      '5 pip3 install --upgrade pip: the environment has its own pip',
      '7 pip install --upgrade pip: the environment has its own pip',
      '9 mkdir /work/model/: it arranges the file system of a container',
    ]);
  });
});

describe('pip install', () => {
  test.each([
    ['pip install -r r.txt', [{ kind: 'file', path: '/w/r.txt' }]],
    ['pip3.8 install -rr.txt', [{ kind: 'file', path: '/w/r.txt' }]],
    ['python -u -m pip install --requirement=/x/r.txt', [{ kind: 'file', path: '/x/r.txt' }]],
    ['cd sub && pip install -r ../r.txt', [{ kind: 'file', path: '/w/r.txt' }]],
    ['bash -c "cd /y && pip install -r r.txt"', [{ kind: 'file', path: '/y/r.txt' }]],
    ['PIP_NO_CACHE=1 pip --quiet install six "numpy>=1.2"', [{ kind: 'packages', words: ['six', 'numpy>=1.2'] }]],
    ['pip install setuptools wheel six', [{ kind: 'packages', words: ['six'] }]],
    ['set -ex; pip install .', [{ kind: 'project', path: '/w' }]],
    ['pip install -e ./lib[extra]', [{ kind: 'project', path: '/w/lib' }]],
    ['cd pkg && python setup.py install', [{ kind: 'project', path: '/w/pkg' }]],
    [
      'pip install -r a.txt six && pip install -r b.txt',
      [
        { kind: 'file', path: '/w/a.txt' },
        { kind: 'packages', words: ['six'] },
        { kind: 'file', path: '/w/b.txt' },
      ],
    ],
  ])('RUN %s', (command, expected) => {
    const plan = read(`FROM python\nWORKDIR /w\nRUN ${command}`);
    expect(plan.issues).toEqual([]);
    expect(plan.requirements).toEqual(expected.map((requirement) => ({ ...requirement, line: 3 })));
  });

  test('keeps where packages come from', () => {
    const plan = read('FROM python\nRUN pip install --extra-index-url http://x/ -f wheels --timeout 5 six');
    expect(plan.pipOptions).toEqual(['--extra-index-url', 'http://x/', '-f', 'wheels']);
    expect(plan.requirements).toEqual([{ kind: 'packages', words: ['six'], line: 2 }]);
  });

  test('is recognised in the exec form', () => {
    expect(read('FROM python\nRUN ["pip", "install", "-r", "/r.txt"]').requirements).toEqual([
      { kind: 'file', path: '/r.txt', line: 2 },
    ]);
  });
});

describe('variables and stages', () => {
  test('ARG and ENV are replaced, and an ARG before FROM counts only where it is asked for', () => {
    const plan = read(`ARG V=3.8
ARG DIR=/opt
FROM python:\${V}-slim
ARG DIR
ARG NAME=train
ENV HOME_DIR=$DIR/app OLD='$kept'
WORKDIR $HOME_DIR
COPY \${NAME:-none}.py \${MISSING:-dest}/`);
    expect(plan.pythonVersion).toBe('3.8');
    expect(plan.workdir).toBe('/opt/app');
    expect(plan.steps.at(-1)).toMatchObject({ from: ['train.py'], to: '/opt/app/dest', intoDirectory: true });
    expect(plan.args).toEqual({ DIR: '/opt', NAME: 'train' });
  });

  test('the last stage counts, with what it is built on', () => {
    const plan = read(`FROM python:3.9 AS base
WORKDIR /app
FROM node:20 AS web
RUN npm ci
FROM base
COPY a.py .
ENTRYPOINT ["python", "a b.py"]`);
    expect(plan.issues).toEqual([]);
    expect(plan).toMatchObject({
      workdir: '/app',
      pythonVersion: '3.9',
      entrypoint: { form: 'exec', words: ['python', 'a b.py'] },
    });
  });

  test('the old form of ENV takes the rest of the line', () => {
    expect(read('FROM python\nENV GREETING hello there').env).toEqual({ GREETING: 'hello there' });
  });

  test('a copy of several files, of the list form, goes into a directory', () => {
    expect(read('FROM python\nCOPY ["a b.py", "c.py", "/x/"]').steps).toEqual([
      { kind: 'copy', from: ['a b.py', 'c.py'], to: '/x', intoDirectory: true, line: 2 },
    ]);
  });
});

describe('what cannot be followed is an issue at its line', () => {
  test.each([
    ['RUN make all', `2 MYL2002 "RUN make all" cannot be followed: make is not run here`],
    ['RUN pip install six && ./setup.sh', `2 MYL2002 "RUN ./setup.sh" cannot be followed: setup.sh is not run here`],
    ['RUN echo $(date)', `2 MYL2002 "RUN echo $(date)" cannot be followed: it uses $(...)`],
    [
      'RUN <<EOF\npip install x\nEOF',
      `2 MYL2002 "RUN with a here-document" cannot be followed: a here-document is not read here`,
    ],
    [
      'COPY --from=builder /a /b',
      `2 MYL2002 "COPY --from=builder /a /b" cannot be followed: files of another stage are not here`,
    ],
    [
      'ADD https://x/y.csv /y',
      `2 MYL2002 "ADD https://x/y.csv /y" cannot be followed: https://x/y.csv is not downloaded here`,
    ],
    ['ADD data.tar.gz /y', `2 MYL2002 "ADD data.tar.gz /y" cannot be followed: data.tar.gz is not unpacked here`],
    ['COPY a', `2 MYL2002 "COPY a" cannot be followed: COPY needs a source and a destination`],
    ['CPOY a b', `2 MYL2002 "CPOY a b" cannot be followed: CPOY is not an instruction of a Dockerfile`],
  ])('%s', (line, message) => {
    expect(messages(`FROM python\n${line}`)).toEqual([message]);
  });

  test('the hint is the override', () => {
    expect(read('FROM python\nRUN make').issues[0]?.hint).toBe(
      'say how to start it instead, in the overrides file: images: {digits-train: {dir: ..., command: [...]}}',
    );
  });

  test('each refused command is told once, and the rest is still read', () => {
    const plan = read('FROM python\nRUN make a && make b && pip install six');
    expect(plan.issues).toHaveLength(2);
    expect(plan.requirements).toEqual([{ kind: 'packages', words: ['six'], line: 2 }]);
  });

  test('an image that is not Python is a warning, and Python from another registry is not', () => {
    expect(messages('FROM tensorflow/tensorflow:1.15.5-py3')).toEqual([
      '1 MYL2003 the contents of tensorflow/tensorflow:1.15.5-py3 are not on this machine',
    ]);
    expect(messages('FROM registry.example/library/python:3.7-alpine')).toEqual([]);
  });

  test('a file without FROM, or with nothing in it', () => {
    expect(messages('')).toEqual(['undefined MYL2002 Dockerfile.train has no FROM']);
    expect(messages('RUN pip install six')).toEqual(['undefined MYL2002 Dockerfile.train has no FROM']);
  });
});
