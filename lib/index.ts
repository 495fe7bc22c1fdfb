/**
 * The public API. Constructs have a sub-path of their own, `myelin/constructs`, so that reading an axon does not load cdk8s.
 */
export { loadAxons, resolveSpec, type Loaded, type LoadedAxon, type LoadOptions, type ResolvedSpec } from './spec/load';
export { axonJsonSchema } from './spec/json-schema';
export { formatPath, hasErrors, type Issue, type Path, type Position, type Severity } from './spec/issue';
export { renderIssues, type RenderOptions } from './spec/render';
export type { Axon } from './spec/axon';
export type { AxonDocument, AxonSpec } from './spec/schema/axon';
