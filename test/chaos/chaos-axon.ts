/**
 * The axon that is in the way of every fault: tasks that take about as long as a pod takes to start, and that bear witness.
 *
 * Each attempt writes into a file of the store that it began, for which event, under which spec, and that it ended. Nothing
 * of the runtime has a part in that, so what the file says holds against the journal.
 */

/** In the store; what is in this folder outlives runs. */
export const WITNESS = 'store/witness';

export interface ChaosAxonProps {
  readonly name: string;
  /** Has Node.js. */
  readonly image: string;
  /** Told to the tasks, so that a witness says by which spec it was started. */
  readonly revision: number;
  /** @default 'standard' */
  readonly storageClass?: string;
}

/** Appends of a few bytes are whole. A task that is told to end does so at once and says so. */
const PROGRAM = `const fs = require('fs');
const { MYELIN_STORE, MYELIN_ATTEMPT, EVENT = '-', REVISION, TAKES } = process.env;
const say = (what) => fs.appendFileSync(MYELIN_STORE + 'witness', [MYELIN_ATTEMPT, what, EVENT, REVISION, Date.now()].join(' ') + '\\n');
say('began');
process.on('SIGTERM', () => { say('told'); process.exit(143); });
setTimeout(() => { say('ended'); process.exit(0); }, +TAKES);`;

const SMALL = { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '128Mi' } };

export function chaosAxon({ name, image, revision, storageClass = 'standard' }: ChaosAxonProps): object {
  const task = (name: string, takes: number, of = image) => ({
    name,
    container: {
      image: of,
      command: ['node', '-e'],
      args: [PROGRAM],
      resources: SMALL,
      env: [
        { name: 'REVISION', value: String(revision) },
        { name: 'TAKES', value: String(takes) },
      ],
    },
  });
  const called = (name: string, task: string) => ({
    name,
    concurrency: 'Allow',
    triggers: [{ name: 'call', type: 'Rest' }],
    tasks: [{ resourceExecutor: { task }, env: [{ name: 'EVENT', value: '{{event.data.event}}' }] }],
  });
  return {
    apiVersion: 'myelin.io/v1alpha1',
    kind: 'Axon',
    metadata: { name },
    spec: {
      volumeClaimTemplate: {
        spec: {
          storageClassName: storageClass,
          accessModes: ['ReadWriteMany'],
          resources: { requests: { storage: '10Mi' } },
        },
      },
      tasks: [
        task('Step', 100),
        task('After', 100),
        task('Slow', 4000),
        task('Nowhere', 100, 'localhost/myelin-chaos-no-such-image:1'),
      ],
      sensors: [
        called('step', 'Step'),
        {
          name: 'after',
          concurrency: 'Allow',
          triggers: [{ name: 'done', type: 'Lifecycle', task: 'Step', condition: 'Succeeded' }],
          tasks: [{ resourceExecutor: { task: 'After' } }],
        },
        called('slow', 'Slow'),
        called('nowhere', 'Nowhere'),
        {
          name: 'watch',
          triggers: [{ name: 'quiet', type: 'Alert', condition: 'vector(1) < 0', interval: '2s' }],
          tasks: [{ resourceExecutor: { task: 'Step' } }],
        },
      ],
    },
  };
}
