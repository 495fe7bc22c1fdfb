import { Chart, type App } from 'cdk8s';
import {
  Action,
  Artifact,
  Axon,
  AxonStore,
  ContainerTask,
  DagNode,
  DeployTask,
  Image,
  Metric,
  ModelGraph,
  Objective,
  Routing,
  SearchSpace,
  Sensor,
  TrainTask,
  Trigger,
  Tuning,
} from '../../lib/constructs/index';
import { chartProps, type AppOptions } from '../app-options';

/** The whole loop of the digits model: start, gate, deploy, watch, train again. axon.yaml says the same. */
export function chart(app: App, { namespace, ...options }: AppOptions = {}): Axon {
  const source = Artifact.local('source', { folder: 'src', path: '/src' });
  const axon = new Axon(new Chart(app, 'digits', chartProps(namespace)), 'digits', {
    ...options,
    artifacts: [source],
    store: AxonStore.claim({ name: 'axon-store', accessModes: ['ReadWriteMany'], storage: '1Gi' }),
  });
  const code = { source, buildLocation: '/src' };

  const prepare = new ContainerTask(axon, 'Prepare', {
    image: Image.fromDockerfile('digits-prepare', { ...code, dockerfile: 'Dockerfile.prepare' }),
  });
  const train = new TrainTask(axon, 'Train', {
    image: Image.fromDockerfile('digits-train', { ...code, dockerfile: 'Dockerfile.train' }),
    metrics: [Metric.gauge('accuracy')],
    objective: Objective.maximize('accuracy'),
    tuning: Tuning.hyperband({
      minBudget: 3,
      maxBudget: 27,
      concurrency: 2,
      seed: 1,
      space: {
        learning_rate: SearchSpace.float(0.001, 0.01, { log: true }),
        hidden: SearchSpace.int(32, 128),
      },
    }),
  });
  const deploy = new DeployTask(axon, 'Deploy', {
    image: Image.fromS2i('digits-deploy', { ...code, contextDir: '.', builderImage: 'myelin/model-server' }),
    endpointRestType: 'Json',
    metrics: [Metric.gauge('accuracy')],
  });
  const traffic = new ContainerTask(axon, 'Traffic', {
    image: Image.fromDockerfile('digits-traffic', { ...code, dockerfile: 'Dockerfile.traffic' }),
  });

  const digits = new ModelGraph(axon, 'digits', { rollout: [Routing.rollout([{ version: 0 }])] });
  const model = digits.addModel('digits', { selection: 'latest' });
  model.addRouting(Routing.backends([{ backend: model.addBackend('digits', { train, deploy }) }]));
  for (const path of ['/predict', '/send-feedback']) digits.addRoute(path, [DagNode.model(model, { path })]);

  new Sensor(axon, 'traffic', {
    triggers: [Trigger.succeeded(digits, { name: 'served' })],
    actions: [Action.execute(traffic)],
    concurrency: 'Replace',
  });
  new Sensor(axon, 'digits-start', {
    triggers: [Trigger.onStart()],
    actions: [Action.execute(prepare), Action.train(train)],
  });
  const accuracy = train.metric('accuracy');
  new Sensor(axon, 'digits-deploy', {
    triggers: [Trigger.succeeded(train, { name: 'trained' })],
    when: accuracy.atLeast(0.95).and(accuracy.improves()),
    actions: [Action.deploy(digits)],
  });
  new Sensor(axon, 'digits-watch', {
    triggers: [Trigger.alert(deploy.metric('accuracy').below(0.95), { name: 'accuracy', for: '1m' })],
    actions: [Action.execute(prepare), Action.train(train)],
  });
  return axon;
}
