const { availableParallelism } = require('node:os');

/** Packages published as ES modules only; jest cannot require them untransformed. */
const esmOnly = [
  ...['@marcbachmann/cel-js', '@bomb.sh/tab', 'pure-rand', 'croner'],
  // The client library of Kubernetes and what it brings to log in.
  ...['@kubernetes/client-node', 'openid-client', 'oauth4webapi', 'jose', 'rfc4648', 'jsonpath-plus'],
];

// What commands print is compared without colours, which a terminal or CI would bring.
process.env['NO_COLOR'] ??= '1';

/** @type {import('jest').Config} */
module.exports = {
  // Jest leaves a core to its main process, which idles while workers work: of two cores one would stand still.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Machines that run tests are busy, and a test that starts a process or a server waits for its turn.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/corpus/', '<rootDir>/test/cluster/', '<rootDir>/test/loop/'],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // Lazy imports name the compiled file, as Node wants it.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};
