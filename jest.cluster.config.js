const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/cluster/**/*.{test,cluster}.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
