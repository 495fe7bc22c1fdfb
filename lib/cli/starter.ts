import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { axonJsonSchema } from '../spec/json-schema';
import { CliError } from './exit';
import { jsonText } from './text';

/**
 * Writes an axon that trains at the start and whenever it is called, with code that needs nothing but Python.
 *
 * @returns paths of the files
 * @throws CliError when one of them is there already; then none is written
 */
export async function writeStarter(dir: string): Promise<readonly string[]> {
  const files = starterFiles(nameFor(dir));
  const there = Object.keys(files).filter((file) => existsSync(join(dir, file)));
  if (there.length > 0) {
    throw new CliError(
      `myelin: ${there.map((file) => join(dir, file)).join(', ')} would be overwritten; choose another folder`,
    );
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text, { flag: 'wx' });
  }
  return Object.keys(files).map((file) => join(dir, file));
}

/** The folder's name, as far as it can name Kubernetes objects. */
function nameFor(dir: string): string {
  const name = basename(resolve(dir))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  return name === '' ? 'first' : name;
}

function starterFiles(name: string): Record<string, string> {
  return {
    'axon.yaml': axonYaml(name),
    'axon.schema.json': jsonText(axonJsonSchema()),
    'src/Dockerfile': DOCKERFILE,
    'src/train.py': TRAIN,
  };
}

function axonYaml(name: string): string {
  return `# yaml-language-server: $schema=axon.schema.json
# Check it with: myelin validate axon.yaml
# Run it here with: myelin run axon.yaml
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata:
  name: ${name}
spec:
  artifacts:
    - name: source
      path: /src
      local:
        path: src

  tasks:
    - name: Train
      train:
        imageBuild:
          repositoryName: ${name}-train
          artifact: source
          buildLocation: /src
          dockerfile:
            path: Dockerfile
        metrics:
          - name: accuracy
        lossMetric: accuracy
        lossMetricSelector: greater

  sensors:
    # Train once at the start.
    - name: start
      tasks:
        - trainer:
            task: Train

    # Train again when somebody asks: myelin trigger ${name} again
    - name: again
      triggers:
        - name: asked
          type: Rest
      tasks:
        - trainer:
            task: Train
`;
}

const DOCKERFILE = `FROM python:3.11-slim
WORKDIR /app
COPY . .
ENTRYPOINT ["python", "-u", "/app/train.py"]
`;

const TRAIN = `"""Learns a threshold that tells two groups of numbers apart, and reports how often it is right."""

import json
import os
import random

random.seed(1)
numbers = [(random.gauss(0, 1), 0) for _ in range(500)] + [(random.gauss(2, 1), 1) for _ in range(500)]
random.shuffle(numbers)
train, test = numbers[:800], numbers[800:]


def accuracy(threshold, examples):
    return sum((value > threshold) == bool(label) for value, label in examples) / len(examples)


best = max((value for value, _ in train), key=lambda threshold: accuracy(threshold, train))

with open(os.path.join(os.environ["MODEL_PATH"], "model.json"), "w") as file:
    json.dump({"threshold": best}, file)

# What is in this file when the task ends are its metrics.
with open(os.environ["MYELIN_RESULT"], "w") as file:
    json.dump({"accuracy": accuracy(best, test)}, file)

print(f"threshold {best:.3f}, accuracy {accuracy(best, test):.3f}")
`;
