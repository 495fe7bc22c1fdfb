import type { Construct } from 'constructs';
import {
  Action,
  Axon,
  AxonStore,
  ContainerTask,
  DagNode,
  DeployTask,
  Image,
  ModelGraph,
  Objective,
  Sensor,
  TrainTask,
  Trigger,
  type AxonProps,
} from '../../lib/constructs';

/** What test/fixtures/axons/small.yaml says, in TypeScript. */
export function smallAxon(chart: Construct, id: string, props: AxonProps = {}): Axon {
  const axon = new Axon(chart, id, {
    name: 'small',
    labels: { team: 'vision' },
    parameters: [{ name: 'registry', value: 'registry.example.com' }],
    store: AxonStore.claim({
      name: 'axon-store',
      storageClassName: 'nfs',
      accessModes: ['ReadWriteMany'],
      storage: '1Gi',
    }),
    podPatch: { metadata: { annotations: { 'example.com/owner': 'vision' } } },
    ...props,
  });
  const prepare = new ContainerTask(axon, 'Prepare', {
    image: Image.fromRegistry('{{workflow.parameters.registry}}/prepare:1'),
    env: [
      { name: 'TASK_TYPE', value: 'download' },
      { name: 'MYELIN_AXON', value: 'forged' },
    ],
    timeout: '90s',
  });
  const train = new TrainTask(axon, 'Train', {
    image: Image.fromDockerfile('small-train'),
    objective: Objective.maximize('accuracy'),
    resources: { limits: { memory: '4Gi', 'nvidia.com/gpu': 1 } },
  });
  const serve = new DeployTask(axon, 'Serve', {
    image: Image.fromS2i('small-serve', { contextDir: '.', builderImage: 'myelin/model-server' }),
    endpointRestType: 'Json',
    podPatch: {
      spec: {
        terminationGracePeriodSeconds: 60,
        containers: [{ name: 'model', env: [{ name: 'LOG_LEVEL', value: 'debug' }] }],
      },
    },
  });

  const api = new ModelGraph(axon, 'api');
  const digits = api.addModel('digits');
  digits.addBackend('digits', { train, deploy: serve });
  api.addRoute('/predict', [DagNode.model(digits, { path: '/predict' })]);

  new Sensor(axon, 'start', { actions: [Action.execute(prepare), Action.train(train)] });
  new Sensor(axon, 'deploy', {
    triggers: [Trigger.succeeded(train, { name: 'trained' })],
    actions: [Action.deploy(api)],
  });
  return axon;
}
