const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/loop/**/*.{test,loop}.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
