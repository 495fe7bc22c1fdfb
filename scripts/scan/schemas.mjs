// Strict JSON schemas for kubeconform, made without a network: of Kubernetes from its own OpenAPI description, of custom
// resources from imports/crds.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);

/** The release whose objects are meant; the module is only unpacked. */
export const KUBERNETES = 'v1.34.10';

const NUMBER_OR_TEXT = { anyOf: [{ type: 'string' }, { type: 'number' }] };

/** @param crds folder of CustomResourceDefinitions */
export async function writeSchemas(folder, crds) {
  await mkdir(folder, { recursive: true });
  const { stdout } = await run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${KUBERNETES}`], { cwd: folder });
  const swagger = join(JSON.parse(stdout).Dir, 'api', 'openapi-spec', 'swagger.json');
  const { definitions } = JSON.parse(await readFile(swagger, 'utf8'));
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, closed(schema)]));
  strict['io.k8s.apimachinery.pkg.api.resource.Quantity'] = NUMBER_OR_TEXT;
  const own = JSON.stringify({ definitions: strict }).replaceAll('_definitions.json#/', '#/');
  await writeFile(join(folder, '_definitions.json'), own);
  for (const [name, { properties, 'x-kubernetes-group-version-kind': kinds = [] }] of Object.entries(definitions)) {
    if (properties?.apiVersion === undefined) continue;
    for (const kind of kinds) await put(folder, kind, strict[name]);
  }
  for (const file of await readdir(crds)) {
    for (const document of parseAllDocuments(await readFile(join(crds, file), 'utf8'))) {
      const { spec } = document.toJSON();
      for (const { name: version, schema } of spec.versions) {
        const object = closed(schema.openAPIV3Schema);
        Object.assign(object.properties, { apiVersion: {}, kind: {}, metadata: {} });
        await put(folder, { kind: spec.names.kind, group: spec.group, version }, object);
      }
    }
  }
}

function put(folder, { kind, group, version }, schema) {
  const [first] = group.split('.');
  const name = [kind.toLowerCase(), ...(first === '' ? [] : [first]), version].join('-');
  return writeFile(join(folder, `${name}.json`), JSON.stringify(schema));
}

/** The schema without words, in which an object may have no other keys than those that are named. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  if (node.format === 'int-or-string' || node['x-kubernetes-int-or-string'] === true) return NUMBER_OR_TEXT;
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'description' && typeof value === 'string') continue;
    kept[key] = closed(value);
  }
  if (typeof kept.$ref === 'string') kept.$ref = kept.$ref.replace('#/', '_definitions.json#/');
  const open = kept['x-kubernetes-preserve-unknown-fields'] === true;
  if (kept.properties !== undefined && !open) kept.additionalProperties ??= false;
  return kept;
}
