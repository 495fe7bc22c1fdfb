import { readFileSync } from 'node:fs';
import { helperDockerfile, s2iDockerfile } from '../../../lib/build/image/dockerfiles';

const env = { MODEL_NAME: 'Digits', GREETING: 'say "hi" for $5' };

test.each([undefined, 'myelin/model-server', 'docker.io/myelinio/myelin-deployer-s2i-py3:v0.1.5'])(
  'a class that %s would wrap is served by the helper package',
  (builderImage) => {
    const given = builderImage === undefined ? {} : { builderImage };
    expect(s2iDockerfile({ ...given, env, requirements: true })).toBe(
      String.raw`FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
ENV MODEL_NAME="Digits"
ENV GREETING="say \"hi\" for \$5"
EXPOSE 5000
USER 10001:10001
ENTRYPOINT ["python","-u","-m","myelin.serve","Digits","--host","0.0.0.0"]
`,
    );
  },
);

test('without requirements nothing is installed', () => {
  expect(s2iDockerfile({ env: {}, requirements: false })).not.toContain('pip');
});

test('the scripts of any other builder image are run as source-to-image runs them', () => {
  expect(s2iDockerfile({ builderImage: 'registry.example.com/s2i:1', env: { A: 'b' }, requirements: true })).toBe(
    `FROM registry.example.com/s2i:1
USER root
COPY . /tmp/src
ENV A="b"
RUN chown -R 1001:0 /tmp/src
USER 1001
RUN for d in /usr/libexec/s2i /s2i/bin; do [ -x $d/assemble ] && exec $d/assemble; done; exit 1
CMD ["/bin/sh","-c","for d in /usr/libexec/s2i /s2i/bin; do [ -x $d/run ] && exec $d/run; done; exit 1"]
`,
  );
});

test('the helper package is found before an older one, and beside what the image has', () => {
  expect(helperDockerfile('registry.example.com/train:1', 'myelin')).toBe(
    `FROM registry.example.com/train:1
COPY myelin /opt/myelin/myelin
ENV PYTHONPATH=/opt/myelin\${PYTHONPATH:+:$PYTHONPATH}
`,
  );
});

test('image/model-server is what is generated for a class, written out for other builders', () => {
  const lines = readFileSync('image/model-server/Dockerfile', 'utf8').split('\n');
  const server = s2iDockerfile({ env: { MODEL_NAME: 'Model' }, requirements: true });
  const [, copy, path] = helperDockerfile('the image', 'myelin').split('\n');
  expect(lines.filter((line) => !line.startsWith('#')).join('\n')).toBe(
    `${server}${copy!.replace('COPY myelin ', 'COPY --from=myelin . ')}\n${path}\n`,
  );
});
