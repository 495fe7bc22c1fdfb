import { DEFAULT_USER } from '../../spec/derive/image-user';

/** Builder images that wrap a class in a server, which the helper package does too. */
const MODEL_SERVER = /(?:^|\/)(?:myelin\/model-server|myelinio\/myelin-deployer-s2i-py3)(?:[:@]|$)/;

const PYTHON_BASE = 'python:3.11-slim';

/** A folder of source-to-image, as far as its Dockerfile depends on it. */
export interface S2iFolder {
  /** @default - the class is served by the helper package */
  readonly builderImage?: string;
  /** Of `.s2i/environment`. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the folder has a `requirements.txt`. */
  readonly requirements: boolean;
}

/**
 * The Dockerfile that does what source-to-image would do with a folder.
 *
 * - With a builder image of the model servers it installs the requirements and serves the class by the helper package, which
 *   every image gets on top.
 * - With any other it runs that image's own scripts, as `s2i build --as-dockerfile` has it.
 */
export function s2iDockerfile(folder: S2iFolder): string {
  const { builderImage } = folder;
  return builderImage === undefined || MODEL_SERVER.test(builderImage) ? modelServer(folder) : foreign(folder);
}

function modelServer({ env, requirements }: S2iFolder): string {
  const model = env['MODEL_NAME'] ?? '';
  return lines(
    `FROM ${PYTHON_BASE}`,
    'WORKDIR /app',
    ...(requirements ? ['COPY requirements.txt .', 'RUN pip install --no-cache-dir -r requirements.txt'] : []),
    'COPY . .',
    ...variables(env),
    'EXPOSE 5000',
    `USER ${DEFAULT_USER}:${DEFAULT_USER}`,
    `ENTRYPOINT ${JSON.stringify(['python', '-u', '-m', 'myelin.serve', model, '--host', '0.0.0.0'])}`,
  );
}

function foreign({ builderImage, env }: S2iFolder): string {
  const script = (name: string) =>
    `for d in /usr/libexec/s2i /s2i/bin; do [ -x $d/${name} ] && exec $d/${name}; done; exit 1`;
  return lines(
    `FROM ${builderImage}`,
    'USER root',
    'COPY . /tmp/src',
    ...variables(env),
    'RUN chown -R 1001:0 /tmp/src',
    'USER 1001',
    `RUN ${script('assemble')}`,
    `CMD ${JSON.stringify(['/bin/sh', '-c', script('run')])}`,
  );
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `ENV ${name}=${JSON.stringify(value).replaceAll('$', '\\$')}`);
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

/**
 * The last layer of every image: the helper package, found before any older one, as on one machine.
 *
 * @param reference - the image as it was written
 * @param folder - of the build context, holding the package
 */
export function helperDockerfile(reference: string, folder: string): string {
  return lines(
    `FROM ${reference}`,
    `COPY ${folder} /opt/myelin/${folder}`,
    'ENV PYTHONPATH=/opt/myelin${PYTHONPATH:+:$PYTHONPATH}',
  );
}
