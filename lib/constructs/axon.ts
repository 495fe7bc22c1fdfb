import { ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Axon as ResolvedAxon } from '../spec/axon';
import { axonAccountName } from '../spec/derive/names';
import { lowerName } from '../spec/resolve/scope';
import { hasErrors, type Issue } from '../spec/issue';
import { resolveDocument } from '../spec/load';
import type { AxonSpec } from '../spec/schema/axon';
import type { SourceDocument } from '../spec/source';
import { axonConfig } from './axon-config';
import { AxonContext } from './axon-context';
import { AxonSpecError, ConstructUseError, renderFaults } from './axon-error';
import { readAxonFile } from './axon-file';
import { AxonIngress } from './axon-ingress';
import { documentOf, type AxonOptions, type AxonProps } from './axon-props';
import type { DesiredInput, SensorInput, TaskInput } from './axon-props';
import { AxonStore, storePlan, storeVolume, type StorePlan } from './axon-store';
import { RUNTIME_IMAGE } from './image';
import { ModelGraph } from './model-graph';
import { outlineOf, type Outline, type TaskOutline } from './outline';
import { synthWarnings } from './synth-warnings';
import { BatchTask } from './tasks/batch-task';
import { DeployTask } from './tasks/deploy-task';
import { SparkTask } from './tasks/spark-task';
import { TfJobTask } from './tasks/tf-job-task';

/** Uid and gid of all pods of an axon. */
const DEFAULT_USER = 10001;

const DOCUMENT = Symbol('document');

/** Props of an axon that has been read from a text. */
interface FromDocument extends AxonOptions {
  readonly [DOCUMENT]: SourceDocument;
}

/**
 * An axon as Kubernetes objects.
 *
 * - The tree of constructs stands as soon as something is added; what the objects say is decided at synthesis.
 * - What is wrong with the axons of an app is thrown at synthesis as one `AxonSpecError`.
 * - The same axon gives the same objects, whether it was read from YAML or written in TypeScript.
 * - Everything is at rest: nothing starts until the runtime makes copies.
 */
export class Axon extends Construct {
  /**
   * The one axon of a file.
   *
   * @param file - path from the working directory
   */
  static fromYaml(scope: Construct, id: string, file: string, options: AxonOptions = {}): Axon {
    const path = pathOf(scope, id);
    const documents = readAxonFile(path, file);
    const [document, ...others] = documents;
    if (document === undefined || others.length > 0) {
      const names = documents.map(({ data }) => outlineOf(data).name).join(', ');
      throw new ConstructUseError(path, `${file} holds ${documents.length} axons (${names}): use Axon.allFromYaml`);
    }
    return new Axon(scope, id, { ...options, [DOCUMENT]: document });
  }

  /** All axons of a file, each with its name as its id. */
  static allFromYaml(scope: Construct, file: string, options: AxonOptions = {}): readonly Axon[] {
    return readAxonFile(scope.node.path, file).map(
      (document) => new Axon(scope, outlineOf(document.data).name, { ...options, [DOCUMENT]: document }),
    );
  }

  private readonly document: Record<string, unknown>;
  private readonly source: SourceDocument | undefined;
  private readonly options: AxonOptions;
  private readonly outline: Outline;
  private readonly store: StorePlan;
  private readonly context: AxonContext;
  private readonly tasks: Construct;
  private readonly deployers: Construct;
  private readonly ingress: AxonIngress | undefined;
  /** Tasks and deployers that have their constructs; a name that is used twice is an issue, not a second construct. */
  private readonly grown = new Set<string>();
  /** cdk8s validates an app several times in one synthesis. */
  private warned = false;
  private loaded: ReturnType<typeof resolveDocument> | undefined;

  constructor(scope: Construct, id: string, props: AxonProps | FromDocument) {
    super(scope, id);
    this.options = props;
    this.source = DOCUMENT in props ? props[DOCUMENT] : undefined;
    this.document = structuredClone(
      DOCUMENT in props ? props[DOCUMENT].data : documentOf(props),
    ) as typeof this.document;
    this.outline = outlineOf(this.document, props.parameterValues);
    this.store = storePlan(this.outline);
    const { name, serviceAccountName } = this.outline;
    const account = serviceAccountName ?? axonAccountName(name);
    const user = props.user ?? DEFAULT_USER;
    this.context = new AxonContext(this.outline, account, storeVolume(this.store), user, () => this.resolved);

    axonConfig(this, 'Spec', this.context, this.outline.annotations);
    if (serviceAccountName === undefined) {
      const metadata = this.context.metadata(account, { component: 'axon' });
      new ServiceAccount(this, 'Account', { metadata, automountToken: false });
    }
    if (this.store.kind !== 'inline') new AxonStore(this, 'Store', this.context, this.store);
    this.tasks = new Construct(this, 'Tasks');
    this.deployers = new Construct(this, 'Deployers');
    if (this.meshed && props.domain !== undefined) this.ingress = new AxonIngress(this, 'Ingress', this.context);
    this.grow(this.outline);
    this.node.addValidation({ validate: () => this.check() });
  }

  /** The spec as it was written, with parameters replaced; both doors give the same. */
  get spec(): AxonSpec {
    const { spec } = this.load();
    if (spec === undefined) throw new AxonSpecError([{ construct: this.node.path, issues: this.issues }]);
    return spec;
  }

  /** The axon with references, defaults and expansions, as every other part of Myelin sees it. */
  get resolved(): ResolvedAxon {
    const { axon } = this.load();
    if (axon === undefined) throw new AxonSpecError([{ construct: this.node.path, issues: this.issues }]);
    return axon;
  }

  /** All there is to say about the axon as it stands, with places where it was read from a file. */
  get issues(): readonly Issue[] {
    const { axon, issues } = this.load();
    const all = axon === undefined ? issues : [...issues, ...synthWarnings(axon, this.store)];
    return all.map((one) =>
      this.source === undefined ? one : { at: this.source.positionOf(one.path, 'value'), ...one },
    );
  }

  addTask(task: TaskInput): this {
    return this.add('tasks', task);
  }

  addSensor(sensor: SensorInput): this {
    return this.add('sensors', sensor);
  }

  addDesired(desired: DesiredInput): this {
    return this.add('desired', desired);
  }

  private add(key: 'tasks' | 'sensors' | 'desired', item: unknown): this {
    const spec = (this.document['spec'] ??= {}) as Record<string, unknown>;
    const items = (spec[key] ??= []) as unknown[];
    items.push(structuredClone(item));
    this.loaded = undefined;
    this.warned = false;
    this.grow(outlineOf({ spec: { parameters: spec['parameters'], [key]: [item] } }, this.options.parameterValues));
    return this;
  }

  private load(): ReturnType<typeof resolveDocument> {
    const { parameterValues } = this.options;
    this.loaded ??= resolveDocument(
      this.document,
      parameterValues === undefined ? {} : { parameters: parameterValues },
    );
    return this.loaded;
  }

  /** Makes the constructs of what is new. */
  private grow({ tasks, deployers }: Pick<Outline, 'tasks' | 'deployers'>): void {
    for (const task of tasks) if (this.isNew('task', task.name)) this.growTask(task);
    for (const deployer of deployers) if (this.isNew('deployer', deployer)) this.growDeployer(deployer);
  }

  private isNew(...thing: readonly string[]): boolean {
    const key = thing.join(' ');
    return !this.grown.has(key) && this.grown.add(key) !== undefined;
  }

  private growDeployer(deployer: string): void {
    const hosts = this.publicHosts(deployer);
    this.ingress?.admit(hosts);
    const gateways = this.ingress === undefined ? [] : [this.ingress.name];
    const image = this.options.runtimeImage ?? RUNTIME_IMAGE;
    new ModelGraph(this.deployers, deployer, this.context, image, this.meshed ? { hosts, gateways } : undefined);
  }

  private growTask(task: TaskOutline): void {
    switch (task.kind) {
      case 'container':
        new BatchTask(this.tasks, this.context, task);
        return;
      case 'train':
        if (task.tfJob) new TfJobTask(this.tasks, this.context, task);
        else new BatchTask(this.tasks, this.context, task);
        return;
      case 'deploy':
        new DeployTask(this.tasks, this.context, task);
        return;
      case 'spark':
        new SparkTask(this.tasks, this.context, task);
        return;
    }
  }

  private get meshed(): boolean {
    return (this.options.mesh ?? 'istio') === 'istio';
  }

  private publicHosts(deployer: string): readonly string[] {
    const { domain } = this.options;
    return domain === undefined ? [] : [`${lowerName(deployer)}.${this.outline.name}.${domain}`];
  }

  /** Throws for all axons of the app at once, so that nobody mends them one by one. */
  private check(): string[] {
    if (hasErrors(this.issues)) {
      const axons = this.node.root.node.findAll().filter((node): node is Axon => node instanceof Axon);
      const faults = axons.map(({ node, issues }) => ({ construct: node.path, issues }));
      throw new AxonSpecError(faults.filter(({ issues }) => hasErrors(issues)));
    }
    const warnings = this.issues.filter(({ severity }) => severity !== 'info');
    if (warnings.length > 0 && !this.warned) (this.options.onWarnings ?? printWarnings)(warnings, this.node.path);
    this.warned = true;
    return [];
  }
}

function pathOf(scope: Construct, id: string): string {
  return scope.node.path === '' ? id : `${scope.node.path}/${id}`;
}

function printWarnings(issues: readonly Issue[], construct: string): void {
  console.warn(renderFaults({ construct, issues }));
}
