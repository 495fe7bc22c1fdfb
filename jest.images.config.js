const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/images/**/*.images.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
