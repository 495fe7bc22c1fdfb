/**
 * Who may import whom: the table of the architecture, as rules. A folder that is not named in `may` of its row is
 * forbidden; `packages` are the libraries that only that folder may import.
 */
const may = {
  spec: [],
  engine: ['spec'],
  mesh: ['spec'],
  constructs: ['spec', 'mesh'],
  build: ['spec'],
  gateway: ['spec', 'engine'],
  control: ['spec', 'engine'],
  runtime: ['spec', 'engine', 'mesh', 'gateway', 'control'],
  local: ['spec', 'engine', 'build', 'gateway', 'control'],
  cli: ['spec', 'engine', 'mesh', 'constructs', 'build', 'gateway', 'control', 'runtime', 'local'],
};

const folders = Object.keys(may);

/** Libraries behind one folder. */
const ownedPackages = {
  '^zod': ['spec'],
  '^yaml$': ['spec'],
  '^@marcbachmann/cel-js': ['spec'],
  '^@prometheus-io/lezer-promql': ['spec'],
  '^@lezer/': ['spec'],
  '^croner': ['spec'],
  '^cronstrue': ['spec'],
  '^pure-rand': ['engine'],
  '^libsql': ['local'],
  '^hono|^@hono/': ['control'],
  '^dockerfile-ast': ['spec'],
  '^@kubernetes/client-node': ['runtime/kube'],
  '^commander|^@bomb.sh/tab': ['cli'],
  '^cdk8s|^constructs$': ['constructs', 'cli'],
  '^cdktf|^@cdktf/': [],
};

const clouds = ['eks', 'aks', 'gke'];

/** Bindings of Terraform by the one file of cloud/l1 that imports them. */
const bindings = {
  core: 'cdktf',
  aws: '@cdktf/provider-aws',
  azure: '@cdktf/provider-azurerm',
  google: '@cdktf/provider-google',
  helm: '@cdktf/provider-helm',
};

/** Node's modules that compute and touch nothing: allowed where there is no I/O. */
const PURE_NODE = '^(node:)?(crypto|util|assert)$';

const forbidden = [
  {
    name: 'no-cycle',
    severity: 'error',
    from: { path: '^(lib|cloud)' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  ...folders.flatMap((folder) => {
    const others = folders.filter((other) => other !== folder && !may[folder].includes(other));
    return others.length === 0
      ? []
      : [
          {
            name: `${folder}-imports`,
            severity: 'error',
            from: { path: `^lib/${folder}/` },
            to: { path: `^lib/(${others.join('|')})/` },
          },
        ];
  }),
  {
    name: 'decisions-have-no-io',
    severity: 'error',
    from: { path: '^lib/(spec|engine|mesh)/' },
    to: { dependencyTypes: ['core'], pathNot: PURE_NODE },
  },
  {
    name: 'bindings-are-for-constructs',
    severity: 'error',
    from: { path: '^lib/', pathNot: '^lib/constructs/' },
    to: { path: '^imports/' },
  },
  {
    name: 'apps-use-constructs',
    severity: 'error',
    from: { path: '^apps/' },
    to: { path: '^lib/', pathNot: '^lib/(index|constructs/index)\\.ts$' },
  },
  {
    name: 'clouds-know-no-axons',
    severity: 'error',
    from: { path: '^cloud/' },
    to: { path: '^(lib|apps|imports)/' },
  },
  {
    name: 'clouds-are-handed-over-as-files',
    severity: 'error',
    from: { path: '^(lib|apps)/' },
    to: { path: '^cloud/' },
  },
  ...clouds.map((cloud) => ({
    name: `${cloud}-alone`,
    severity: 'error',
    from: { path: `^cloud/${cloud}/` },
    to: { path: `^cloud/(${clouds.filter((other) => other !== cloud).join('|')})/` },
  })),
  {
    name: 'helm-for-any-cloud',
    severity: 'error',
    from: { path: '^cloud/(helm|l1)/' },
    to: { path: `^cloud/(${clouds.join('|')})/` },
  },
  {
    name: 'clouds-share-data',
    severity: 'error',
    from: { path: '^cloud/shared/' },
    to: { pathNot: '^cloud/shared/' },
  },
  {
    name: 'bindings-in-one-place',
    severity: 'error',
    from: { path: '^cloud/', pathNot: '^cloud/l1/' },
    to: { path: 'node_modules/(cdktf|@cdktf)/' },
  },
  ...Object.entries(bindings).map(([file, packages]) => ({
    name: `bindings-of-${file}`,
    severity: 'error',
    from: { path: '^cloud/l1/', pathNot: `^cloud/l1/${file}\\.ts$` },
    to: { path: `node_modules/${packages}/` },
  })),
  ...Object.entries(ownedPackages).map(([packages, owners]) => ({
    name: `owner-of-${packages.replace(/[^a-z0-9]+/gi, '-')}`,
    severity: 'error',
    from: { path: '^lib/', pathNot: owners.length === 0 ? undefined : `^lib/(${owners.join('|')})/` },
    to: { path: `node_modules/(${packages.replaceAll('^', '').replaceAll('$', '/')})` },
  })),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden,
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
