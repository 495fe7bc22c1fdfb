import { Chart, type App } from 'cdk8s';
import {
  Action,
  Artifact,
  Axon,
  AxonStore,
  Condition,
  ContainerTask,
  Image,
  Metric,
  Objective,
  SearchSpace,
  Sensor,
  TrainTask,
  Trigger,
  Tuning,
} from '../../lib/constructs/index';
import { chartProps, type AppOptions } from '../app-options';

/** A model that nobody serves: it scores every night what has come in, and is trained anew every Sunday. axon.yaml says the same. */
export function chart(app: App, { namespace, ...options }: AppOptions = {}): Axon {
  const source = Artifact.local('source', { folder: 'src', path: '/src' });
  const axon = new Axon(new Chart(app, 'batch-scoring', chartProps(namespace)), 'batch-scoring', {
    ...options,
    artifacts: [source],
    store: AxonStore.claim({ name: 'axon-store', accessModes: ['ReadWriteMany'], storage: '1Gi' }),
  });
  const code = { source, buildLocation: '/src' };

  const train = new TrainTask(axon, 'Train', {
    image: Image.fromDockerfile('batch-train', { ...code, dockerfile: 'Dockerfile.train' }),
    metrics: [Metric.gauge('rmse')],
    objective: Objective.minimize('rmse'),
    tuning: Tuning.randomSearch({
      minBudget: 90,
      maxBudget: 90,
      numIteration: 4,
      concurrency: 2,
      seed: 1,
      space: {
        learning_rate: SearchSpace.float(0.01, 0.3, { log: true }),
        max_depth: SearchSpace.int(1, 4),
      },
    }),
  });
  const score = new ContainerTask(axon, 'Score', {
    image: Image.fromDockerfile('batch-score', { ...code, dockerfile: 'Dockerfile.score' }),
    retry: { limit: 2, backoff: { duration: '10s', factor: 2 } },
    timeout: '10m',
  });

  new Sensor(axon, 'start', { triggers: [Trigger.onStart()], actions: [Action.train(train)] });
  new Sensor(axon, 'weekly', {
    triggers: [Trigger.calendar('0 1 * * 0', { name: 'sunday' })],
    actions: [Action.train(train)],
  });
  // A night that was missed is made up for; a person may ask between two nights.
  new Sensor(axon, 'score', {
    triggers: [Trigger.calendar('0 3 * * *', { name: 'night', catchUp: true }), Trigger.rest('now')],
    policy: 'Any',
    conditions: [Condition.metric(train.metric('rmse').below(70))],
    actions: [Action.execute(score)],
  });
  return axon;
}
