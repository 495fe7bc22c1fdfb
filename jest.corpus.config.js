const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/corpus/**/*.{test,corpus}.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
