const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/cloud/**/*.cloud.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
