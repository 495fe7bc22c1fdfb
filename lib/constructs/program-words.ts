import type { Issue } from '../spec/issue';

/**
 * What issues say in words of YAML, in those of a program. Phrases come before the words in them.
 *
 * Only words that nobody would give a task or a metric as its name stand here alone.
 */
const WORDS: readonly (readonly [yaml: RegExp, program: string])[] = [
  [/has neither image nor imageBuild/, 'has no image'],
  [
    /add image, or imageBuild with a dockerfile or s2i/,
    'add image: Image.fromRegistry(...), Image.fromDockerfile(...) or Image.fromS2i(...)',
  ],
  [
    /add lossMetricSelector: greater, or less if that is meant/,
    'write Objective.maximize(...), or Objective.minimize(...) if that is meant',
  ],
  [
    /add lossMetric, and lossMetricSelector: greater if more is better/,
    'add objective: Objective.minimize(...), or Objective.maximize(...) if more is better',
  ],
  [/names no artifact,/, 'has no source,'],
  [/add artifact: NAME, and the code of that name to spec\.artifacts/, 'give it a source, an Artifact of the axon'],
  [/names no lossMetric/, 'has no objective'],
  [/add lossMetric to/, 'add an objective to'],
  [/^trainer starts/, 'Action.train starts'],
  [/start it with trainer/, 'start it with Action.train'],
  [/or define it as train$/, 'or make it a TrainTask'],
  [/write sensors or desired,/, 'add a Sensor or a DesiredModel,'],
  [/name it as the deployer of a backend/, 'give it to a backend: addBackend(name, { deploy })'],
  [
    /in a sensor without triggers, or with a Rest or Calendar trigger/,
    'on Trigger.onStart, Trigger.rest or Trigger.calendar',
  ],
  [/a Lifecycle trigger on the end of (\S+|the task that reports them)/, 'Trigger.succeeded of $1'],
  [/routingStrategy with a weight for/, 'addRouting(Routing.backends([...])) with a weight for'],
  [/the dag of (\/\S*)/, 'the route $1'],
  [/twice in one dag/, 'twice in one route'],
  [/to this dag/, 'to this route'],
  [/add it to the dag of a route/, 'add it to a route with addRoute'],
  [
    /add accessModes: \[ReadWriteMany\] to spec\.volumeClaimTemplate\.spec/,
    "write AxonStore.claim({ accessModes: ['ReadWriteMany'] })",
  ],
  [/accessModes: \[ReadWriteMany\]/, "accessModes: ['ReadWriteMany']"],
  [/\bimageBuild\b/g, 'image'],
  [/\b(lossMetricSelector|lossMetric)\b/g, 'objective'],
  [/\bhpTuning\b/g, 'tuning'],
  [/\bresourceExecutor\b/g, 'Action.execute'],
  [/\brolloutSpec\b/g, 'rollout'],
  [/\broutingStrategy\b/g, 'routing'],
  [/\bbackendModels\b/g, 'backends'],
  [/\bmodelSelectionStrategy\b/g, 'selection'],
  [/\bdestinationIndex\b/g, 'version'],
  [/\bdestinationName\b/g, 'backend'],
];

/** An issue as the writer of a program knows what it is about. */
export function inProgramWords<T extends Pick<Issue, 'message' | 'hint'>>(one: T): T {
  const { message, hint } = one;
  return { ...one, message: translate(message), ...(hint === undefined ? {} : { hint: translate(hint) }) };
}

function translate(text: string): string {
  return WORDS.reduce((said, [yaml, program]) => said.replace(yaml, program), text);
}
