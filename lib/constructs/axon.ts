import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Axon as ResolvedAxon } from '../spec/axon';
import { DEFAULT_USER } from '../spec/derive/image-user';
import type { ImageLock } from '../spec/image-lock';
import { checkFilesBeside } from '../spec/check/files-beside';
import { checkUnsaidClaim } from '../spec/check/store';
import { hasErrors, issue, type Issue, type Path } from '../spec/issue';
import { substituteParameters } from '../spec/parameters';
import type { AxonSpec } from '../spec/schema/axon';
import type { SourceDocument } from '../spec/source';
import { allUses, eachUse } from './all-uses';
import { Artifact } from './artifact';
import { AxonContext } from './axon-context';
import { AxonDocument } from './axon-document';
import { AxonSpecError, ConstructUseError, printWarnings } from './axon-error';
import { readAxonFile } from './axon-file';
import { axonsBeside, axonsOfName, claimName } from './axon-names';
import { growAxonObjects } from './axon-objects';
import { AXON_ADVICE, AXON_KEYS, headerOf, type AxonOptions, type AxonProps } from './axon-props';
import type { AxonStore } from './axon-store';
import { chartClashes } from './chart-clashes';
import { onCluster } from './cluster';
import { expectOptions } from './construct-options';
import { axonProperty, type ConstructPlace } from './construct-place';
import { checkedScope, expectFree, expectKind, expectList, expectProps, idFor, type Kind } from './construct-use';
import { Deployer } from './deployer';
import { documentForm, propsOf } from './document-form';
import { findPart } from './find-part';
import { filesBeside } from './files-beside';
import { growDocument } from './grow-document';
import { readImageLock } from './image-lock';
import { expectKeys } from './known-keys';
import { doorIssues, meshIssues } from './mesh-issues';
import { ModelGraph } from './model-graph';
import { objectOf, outlineOf } from './outline';
import { inProgramWords } from './program-words';
import { RUNTIME_KEYS } from './runtime/runtime-props';
import { storePlan, storeVolume, type StorePlan } from './store-plan';
import { Task } from './tasks/task';
import { unbuiltImages } from './unbuilt-images';

/**
 * An axon as Kubernetes objects.
 *
 * - Its tasks, sensors and deployers are constructs within it. The tree stands as soon as something is added; what the
 *   objects say is decided at synthesis.
 * - What is wrong with the axons of an app is thrown at synthesis as one `AxonSpecError`.
 * - The same axon gives the same objects, whether it was read from YAML or written in TypeScript.
 * - Everything is at rest: nothing starts until the runtime makes copies.
 *
 * @example
 * ```ts
 * const digits = new Axon(chart, 'digits', { labels: { team: 'vision' } });
 * const fit = new TrainTask(digits, 'Fit', { image });
 * new Sensor(digits, 'start', { triggers: [Trigger.onStart()], actions: [Action.train(fit)] });
 * ```
 */
export class Axon extends Construct {
  /**
   * The one axon of a file.
   *
   * @param file - path from the working directory
   */
  static fromYaml(scope: Construct, id: string, file: string, options: AxonOptions = {}): Axon {
    const { path } = checkedScope(scope, id, 'the axon').node;
    const whole = path === '' ? id : `${path}/${id}`;
    const documents = readAxonFile(whole, file);
    const [document, ...others] = documents;
    if (document === undefined || others.length > 0) {
      const names = documents.map(({ data }) => outlineOf(data).name).join(', ');
      throw new ConstructUseError(whole, `${file} holds ${documents.length} axons (${names}): use Axon.allFromYaml`);
    }
    return Axon.fromDocument(scope, id, document, options);
  }

  /** All axons of a file, each with its name as its id. */
  static allFromYaml(scope: Construct, file: string, options: AxonOptions = {}): readonly Axon[] {
    const { path } = checkedScope(scope, 'axons', 'the axons').node;
    return Axon._allFromSources(scope, readAxonFile(path, file), options);
  }

  /**
   * The same, of documents that have been read.
   *
   * @internal
   */
  static _allFromSources(
    scope: Construct,
    documents: readonly SourceDocument[],
    options: AxonOptions = {},
  ): readonly Axon[] {
    return documents.map((document) => {
      // A name with a slash is a diagnostic of the document; it still needs an id.
      const id = outlineOf(document.data).name.replaceAll('/', '-');
      return Axon.fromDocument(scope, id, document, options);
    });
  }

  private static fromDocument(scope: Construct, id: string, source: SourceDocument, options: AxonOptions): Axon {
    return new Axon(scope, id, { ...options, ...propsOf<AxonProps>({ source }) });
  }

  private readonly source: SourceDocument | undefined;
  private readonly context: AxonContext;
  private readonly given: AxonStore | undefined;
  private readonly store: StorePlan;
  private readonly images: ImageLock;
  private readonly document: AxonDocument;
  /** cdk8s validates an app several times in one synthesis. */
  private warnedOf: readonly Issue[] | undefined;

  constructor(scope: Construct, id: string, props: AxonProps = {}) {
    super(expectFree(checkedScope(scope, id, 'the axon'), id), idFor(id));
    expectProps(this, props);
    this.source = documentForm(props)?.['source'] as SourceDocument | undefined;
    const [, , header, artifacts] = allUses(
      () => expectKeys(this.node.path, '', props, AXON_KEYS, { shared: RUNTIME_KEYS, advice: AXON_ADVICE }),
      () => expectOptions(this, props),
      () => (this.source === undefined ? headerOf(this, id, props) : objectOf(this.source.data)),
      () => expectList(this.node.path, 'artifacts', props.artifacts, [Artifact], AN_ARTIFACT),
    );
    this.given = props.store;
    const named = substituteParameters(header, props.parameterValues).data;
    const outline = outlineOf(named);
    claimName(this, outline);
    const namespace = outline.namespace ?? Chart.of(this).namespace;
    const options = onCluster(props, namespace);
    this.store = storePlan(outline, { namespace, storageClass: options.cluster?._facts.storageClass?.name });
    this.images = readImageLock(this.node.path, props.imageLock, this.source?.file);
    this.document = new AxonDocument(header, props.parameterValues, (path) => this.placeOf(path));
    const { store, document, images } = this;
    this.context = new AxonContext({
      axon: this,
      document,
      options,
      outline,
      store: storeVolume(store),
      user: options.user ?? DEFAULT_USER,
      group: options.group ?? options.user ?? DEFAULT_USER,
      images,
      resolve: () => this.resolved,
    });
    growAxonObjects(this, this.context, outline, store);
    if (this.source !== undefined) growDocument(this, this.context, header, named);
    this.addArtifact(...artifacts);
    this.node.addValidation({ validate: () => this.check() });
  }

  /** The spec as it was written, with parameters replaced; both doors give the same. */
  get spec(): AxonSpec {
    const { spec } = this.document.load();
    if (spec === undefined) throw new AxonSpecError([{ construct: this.node.path, issues: this.issues }]);
    return spec;
  }

  /** The axon with references, defaults and expansions, as every other part of Myelin sees it. */
  get resolved(): ResolvedAxon {
    const { axon } = this.document.load();
    if (axon === undefined) throw new AxonSpecError([{ construct: this.node.path, issues: this.issues }]);
    return axon;
  }

  /** All there is to say about the axon as it stands, with places where it was read from a file. */
  get issues(): readonly Issue[] {
    const { axon, issues } = this.document.load();
    const { surroundings, options } = this.context;
    const beside = this.source && filesBeside(this.source.file);
    const all =
      axon === undefined
        ? issues
        : [
            ...issues,
            ...(beside === undefined ? [] : checkFilesBeside(axon, beside)),
            ...checkUnsaidClaim(axon),
            ...unbuiltImages(axon, this.images, this.context.runtimeImage),
            ...meshIssues(axon, surroundings.mesh),
            ...doorIssues(axon, surroundings.mesh, options),
            ...this.clashes(axon),
            ...this.twins(axon),
          ];
    return all.map((one) => this.placed(one));
  }

  /** Objects that an axon made before it in its chart has too. */
  private clashes(axon: ResolvedAxon): readonly Issue[] {
    const beside = axonsBeside(this).filter((one) => one instanceof Axon);
    return chartClashes(
      this,
      axon,
      beside.flatMap(({ document }) => document.load().axon ?? []),
    );
  }

  /** An axon of its name in another chart of its namespace: right for two clusters, and for one of them only one. */
  private twins({ name, namespace }: ResolvedAxon): readonly Issue[] {
    const [first] = axonsOfName(this, { name, ...(namespace === undefined ? {} : { namespace }) });
    if (first === undefined || first === this) return [];
    const message = `the axon ${first.node.path} has the name ${name} in the same namespace, so both write the same objects`;
    return [
      issue('MYL5006', ['metadata', 'name'], message, 'rename one of them, unless each is for a cluster of its own'),
    ];
  }

  /** An issue with its place: in the program where constructs say it, else in the file. */
  private placed(one: Issue): Issue {
    const said = this.document.placeOf(one.path);
    if (said !== undefined) return { ...inProgramWords(one), said };
    if (this.source !== undefined) return { at: this.source.positionOf(one.path, 'value'), ...one };
    return { ...inProgramWords(one), said: this.placeOf(one.path) };
  }

  /** What its own props say, and what it was given. */
  private placeOf(path: Path): ConstructPlace {
    return { construct: this.node.path, property: axonProperty(path, this.given) };
  }

  /** Code from which images of this axon may be built. */
  addArtifact(...artifacts: readonly Artifact[]): this {
    eachUse(artifacts, (artifact) => {
      const checked = expectKind(this.node.path, 'an artifact', artifact, [Artifact], AN_ARTIFACT);
      checked._expectWhole(this.node.path);
      this.document.add('artifacts', checked);
    });
    return this;
  }

  /**
   * A task of the axon, such as one that was read from a file: `axon.task('Train', TrainTask)`.
   *
   * @throws ConstructUseError if there is none of this name and kind
   */
  task<T extends Task>(name: string, kind: Kind<T>): T {
    return findPart(this, { what: 'task', all: Task }, name, kind);
  }

  /**
   * A deployer of the axon, such as one that was read from a file: `axon.deployer('digits', ModelGraph)`.
   *
   * @throws ConstructUseError if there is none of this name and kind
   */
  deployer<D extends Deployer>(name: string, kind: Kind<D>): D {
    return findPart(this, { what: 'deployer', all: Deployer }, name, kind);
  }

  /** Throws for all axons of the app at once, so that nobody mends them one by one; what is used wrongly comes first. */
  private check(): string[] {
    try {
      this.expectUses();
    } catch (fault) {
      eachUse(this.axonsOfApp(), (axon) => axon.expectUses());
      throw fault;
    }
    const { issues } = this;
    if (hasErrors(issues)) {
      const axons = this.axonsOfApp();
      eachUse(axons, (axon) => axon.expectUses());
      const faults = axons.map((axon) => ({ construct: axon.node.path, issues: axon.issues }));
      throw new AxonSpecError(faults.filter((one) => hasErrors(one.issues)));
    }
    const warnings = issues.filter(({ severity }) => severity !== 'info');
    const loaded = this.document.load().issues;
    if (warnings.length > 0 && this.warnedOf !== loaded) {
      (this.context.options.onWarnings ?? printWarnings)(warnings, this.node.path);
    }
    this.warnedOf = loaded;
    return [];
  }

  /** @throws ConstructUseError for all of its constructs at once */
  private expectUses(): void {
    const graphs = this.node.findAll().filter((node) => node instanceof ModelGraph);
    allUses(
      () => this.document.load(),
      () => eachUse(graphs, (graph) => graph._expectDeployed()),
    );
  }

  private axonsOfApp(): readonly Axon[] {
    return this.node.root.node.findAll().filter((node) => node instanceof Axon);
  }
}

const AN_ARTIFACT = 'an Artifact, such as Artifact.git(...)';
