import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Trains at the start and whenever it is called, and serves what it trained; nothing of it needs pip. */
export const TINY = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: tiny}
spec:
  tasks:
    - {name: Train, train: {image: trainer, metrics: [{name: accuracy}], lossMetric: accuracy, lossMetricSelector: greater}}
    - {name: Serve, deploy: {image: server}}
  sensors:
    - {name: start, tasks: [{trainer: {task: Train}}]}
    - {name: again, triggers: [{name: asked, type: Rest}], tasks: [{trainer: {task: Train}}]}
    - name: release
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Serve}]}]
            routes: [{path: /predict, dag: [{model: m}]}]
`;

export interface Scripts {
  /** Of the training, in sh. @default - it reports an accuracy of 0.9 */
  readonly train?: string;
  /** Of the model server, in sh. @default - it answers whatever is asked */
  readonly serve?: string;
  /** Added to the overrides file. */
  readonly overrides?: string;
}

const TRAIN = `echo trained; echo '{"accuracy": 0.9}' >"$MYELIN_RESULT"`;
const SERVE = 'exec python3 -m http.server --bind 127.0.0.1 "$PORT"';

/** Writes the axon and the overrides for it; run it with `--local local.yaml`. */
export function writeTiny(dir: string, { train = TRAIN, serve = SERVE, overrides = '' }: Scripts = {}): void {
  mkdirSync(join(dir, 'code'), { recursive: true });
  writeFileSync(join(dir, 'axon.yaml'), TINY);
  writeFileSync(join(dir, 'code/train.sh'), `${train}\n`);
  writeFileSync(join(dir, 'code/serve.sh'), `${serve}\n`);
  const images =
    'images:\n  trainer: {dir: code, command: [sh, train.sh]}\n  server: {dir: code, command: [sh, serve.sh]}\n';
  writeFileSync(join(dir, 'local.yaml'), `${images}${overrides}`);
}
