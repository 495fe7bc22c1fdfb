// Makes imports/: TypeScript bindings of the custom resources that the constructs write.
//
//   node scripts/imports.mjs [FOLDER]           the bindings from imports/crds; with FOLDER (or MYELIN_CRDS), which holds
//                                               whole CRDs by project, those copies are made anew first
//   node scripts/imports.mjs --check [FOLDER]   writes nothing, fails when what is committed differs
//
// The copies in imports/crds keep one version of each kind without descriptions, and what repeats core/v1 (25,000 lines
// of pod template for each of Kubeflow and Spark) as an opaque object.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** What is bound: the file of whole CRDs, the group, its version and kinds. `source` is written into the copy. */
const GROUPS = [
  {
    file: 'istio.yaml',
    group: 'networking.istio.io',
    version: 'v1',
    kinds: ['Gateway', 'VirtualService', 'DestinationRule'],
    source: 'istio/istio 1.30, 2026-11',
  },
  {
    file: 'istio.yaml',
    group: 'security.istio.io',
    version: 'v1',
    kinds: ['PeerAuthentication', 'AuthorizationPolicy'],
    source: 'istio/istio 1.30, 2026-11',
  },
  {
    file: 'kubeflow.yaml',
    group: 'kubeflow.org',
    version: 'v1',
    kinds: ['TFJob'],
    source: 'kubeflow/training-operator release-1.9, 2026-11',
  },
  {
    file: 'spark.yaml',
    group: 'sparkoperator.k8s.io',
    version: 'v1beta2',
    kinds: ['SparkApplication'],
    source: 'kubeflow/spark-operator 38082f33, 2026-08-21',
  },
  {
    file: 'gateway-api.yaml',
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    kinds: ['Gateway'],
    source: 'kubernetes-sigs/gateway-api 4564255ac, 2026-08-21',
  },
  {
    file: 'prometheus-operator.yaml',
    group: 'monitoring.coreos.com',
    version: 'v1',
    kinds: ['PodMonitor'],
    source: 'prometheus-operator/prometheus-operator 0.93.0 (6adcebc50), 2026-08-08',
  },
];

/** Properties that repeat core/v1: their shape is that of a pod and is bound by cdk8s-plus already. */
const OPAQUE = new Set([
  'affinity',
  'dnsConfig',
  'env',
  'envFrom',
  'hostAliases',
  'initContainers',
  'lifecycle',
  'podSecurityContext',
  'securityContext',
  'sidecars',
  'template',
  'tolerations',
  'volumes',
]);

function opaque(schema) {
  const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return schema.type === 'array' ? { type: 'array', items: free } : free;
}

/** A schema without descriptions, validation rules and what `OPAQUE` names. */
function small(schema, pods) {
  if (Array.isArray(schema)) return schema.map((item) => small(item, pods));
  if (schema === null || typeof schema !== 'object') return schema;
  const kept = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' && typeof value === 'string') continue;
    if (key === 'x-kubernetes-validations') continue;
    if (key === 'properties') {
      kept[key] = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [
          name,
          pods && OPAQUE.has(name) ? opaque(property) : small(property, pods),
        ]),
      );
    } else kept[key] = small(value, pods);
  }
  return kept;
}

function smallCrd(crd, version, pods) {
  const served = crd.spec.versions.find((v) => v.name === version);
  const { spec } = served.schema.openAPIV3Schema.properties;
  const { kind, listKind, plural, singular } = crd.spec.names;
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: crd.metadata.name },
    spec: {
      group: crd.spec.group,
      names: { kind, listKind, plural, singular },
      scope: crd.spec.scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: small(spec, pods),
              },
              required: ['spec'],
            },
          },
        },
      ],
    },
  };
}

/** The small copies: file name to text. */
async function copies(folder) {
  const made = new Map();
  for (const { file, group, version, kinds, source } of GROUPS) {
    const documents = parseAllDocuments(await readFile(join(folder, file), 'utf8')).map((d) => d.toJSON());
    const crds = kinds.map((kind) => {
      const crd = documents.find((d) => d?.spec?.group === group && d.spec.names.kind === kind);
      if (crd === undefined) throw new Error(`${join(folder, file)} has no ${kind} of ${group}`);
      return smallCrd(crd, version, !group.endsWith('istio.io'));
    });
    const head = `# Source: ${source}; descriptions and rules left out, what repeats core/v1 is opaque. Made by scripts/imports.mjs.\n`;
    made.set(`${group}.yaml`, head + crds.map((crd) => stringify(crd, { lineWidth: 0 })).join('---\n'));
  }
  return made;
}

/** The bindings of the copies: file name to text. */
async function bindings(sources) {
  const work = await mkdtemp(join(tmpdir(), 'myelin-imports-'));
  const made = new Map();
  const cli = join(root, 'node_modules', '.bin', 'cdk8s');
  try {
    await Promise.all(
      [...sources].map(async ([name, text]) => {
        await writeFile(join(work, name), text);
        const out = join(work, basename(name, '.yaml'));
        await mkdir(out);
        const options = ['-l', 'typescript', '-o', out, '--no-save', '--check-upgrade=false'];
        await run(process.execPath, [cli, 'import', join(work, name), ...options], { cwd: work });
        for (const file of await readdir(out)) made.set(file, await readFile(join(out, file), 'utf8'));
      }),
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return made;
}

async function committed(folder, ending) {
  const made = new Map();
  for (const file of (await readdir(folder)).sort()) {
    if (file.endsWith(ending)) made.set(file, await readFile(join(folder, file), 'utf8'));
  }
  return made;
}

function differences(folder, expected, actual) {
  const names = new Set([...expected.keys(), ...actual.keys()]);
  return [...names].filter((name) => expected.get(name) !== actual.get(name)).map((name) => `${folder}/${name}`);
}

const args = process.argv.slice(2);
const check = args.includes('--check');
const folder = args.find((arg) => !arg.startsWith('--')) ?? process.env.MYELIN_CRDS;
const crdFolder = join(root, 'imports', 'crds');
const outFolder = join(root, 'imports');
await mkdir(crdFolder, { recursive: true });

const before = await committed(crdFolder, '.yaml');
const sources = folder === undefined ? before : await copies(folder);
const generated = await bindings(sources);
if (check) {
  const stale = [
    ...differences('imports/crds', sources, before),
    ...differences('imports', generated, await committed(outFolder, '.ts')),
  ];
  for (const name of stale)
    console.error(`${name} is not what scripts/imports.mjs makes; run it and commit the result`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [name, text] of sources) await writeFile(join(crdFolder, name), text);
  for (const [name, text] of generated) await writeFile(join(outFolder, name), text);
}
