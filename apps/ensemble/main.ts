import { Chart, type App } from 'cdk8s';
import {
  Action,
  Artifact,
  Axon,
  AxonStore,
  Condition,
  ContainerTask,
  DagNode,
  DeployTask,
  Image,
  Metric,
  ModelGraph,
  Objective,
  Routing,
  Sensor,
  TrainTask,
  Trigger,
  type Backend,
  type BackendRouting,
} from '../../lib/constructs/index';
import { chartProps, type AppOptions } from '../app-options';

/** A training of one kind of model, and what makes a good one. */
interface Member {
  readonly task: TrainTask;
  readonly accuracy: string;
}

/** A version is five pods, so what each asks of a node is small. */
const SMALL = { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '1', memory: '256Mi' } };

/** Three trainings, two models and a vote that answer together, and routing on two levels. axon.yaml says the same. */
export function chart(app: App, { namespace, ...options }: AppOptions = {}): Axon {
  const source = Artifact.local('source', { folder: 'src', path: '/src' });
  const axon = new Axon(new Chart(app, 'ensemble', chartProps(namespace)), 'ensemble', {
    ...options,
    artifacts: [source],
    store: AxonStore.claim({ name: 'axon-store', accessModes: ['ReadWriteMany'], storage: '1Gi' }),
  });

  const training = { source, buildLocation: '/src/train' };
  const prepare = new ContainerTask(axon, 'Prepare', {
    image: Image.fromDockerfile('ensemble-prepare', { ...training, dockerfile: 'Dockerfile.prepare' }),
    resources: SMALL,
  });
  const trainer = Image.fromDockerfile('ensemble-train', { ...training, dockerfile: 'Dockerfile.train' });
  const forest = member(axon, 'TrainForest', trainer, 'forest');
  const boosting = member(axon, 'TrainBoosting', trainer, 'boosting');
  const logistic = member(axon, 'TrainLogistic', trainer, 'logistic');
  const members = [forest, boosting, logistic];
  const serveMember = server(axon, 'ServeMember', source, 'member');
  const serveVote = server(axon, 'ServeVote', source, 'vote');

  // Who asks for the newest version gets it; of the others one in five.
  const cells = new ModelGraph(axon, 'cells', {
    rollout: [
      Routing.rollout([{ version: 0 }], { match: { headers: { 'x-version': { exact: 'newest' } } } }),
      Routing.rollout([
        { version: 0, weight: 20 },
        { version: 1, weight: 80 },
      ]),
    ],
  });
  const trees = cells.addModel('trees', { selection: 'best' });
  const ofForest = trees.addBackend('forest', { train: forest.task, deploy: serveMember });
  const ofBoosting = trees.addBackend('boosting', { train: boosting.task, deploy: serveMember });
  trees.addRouting(...treesRouting(ofForest, ofBoosting));
  const linear = cells.addModel('linear', { selection: 'best' });
  linear.addBackend('logistic', { train: logistic.task, deploy: serveMember });
  const vote = cells.addModel('vote');
  vote.addBackend('vote', { deploy: serveVote });
  cells.addRoute('/predict', [trees, linear, DagNode.model(vote, { dependencies: [trees, linear] })]);

  // At the start and whenever it is asked: the members train beside each other once the data is there.
  const actions = [Action.execute(prepare), ...members.map(({ task }) => Action.train(task, { needs: [prepare] }))];
  new Sensor(axon, 'train', { triggers: [Trigger.rest('again')], actions });
  new Sensor(axon, 'start', { triggers: [Trigger.onStart()], actions });

  // One version of the whole graph when all three are trained and each is good enough.
  new Sensor(axon, 'deploy', {
    triggers: [
      Trigger.succeeded(forest.task, { name: 'forest' }),
      Trigger.succeeded(boosting.task, { name: 'boosting' }),
      Trigger.succeeded(logistic.task, { name: 'logistic' }),
    ],
    conditions: members.map(({ task, accuracy }) => Condition.metric(task.metric(accuracy).above(0.9))),
    actions: [Action.deploy(cells)],
  });
  return axon;
}

function member(axon: Axon, id: string, image: Image, kind: string): Member {
  const accuracy = `${kind}_accuracy`;
  const task = new TrainTask(axon, id, {
    image,
    args: [kind],
    resources: SMALL,
    metrics: [Metric.gauge(accuracy)],
    objective: Objective.maximize(accuracy),
  });
  return { task, accuracy };
}

function server(axon: Axon, id: string, source: Artifact, folder: string): DeployTask {
  const build = { source, buildLocation: '/src', contextDir: folder, builderImage: 'myelin/model-server' };
  const image = Image.fromS2i(`ensemble-${folder}`, build);
  return new DeployTask(axon, id, { image, endpointRestType: 'Json', resources: SMALL });
}

/** Who asks for boosting gets it; the others are split. */
function treesRouting(forest: Backend, boosting: Backend): BackendRouting[] {
  const asked = Routing.backends([{ backend: boosting }], { match: { headers: { 'x-trees': { exact: 'boosting' } } } });
  const split = Routing.backends([
    { backend: forest, weight: 70 },
    { backend: boosting, weight: 30 },
  ]);
  return [asked, split];
}
