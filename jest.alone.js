const base = require('./jest.config.js');

/**
 * A suite that starts much more than itself, one file after another. What a test that failed left open must not keep its
 * process, and CI, for ever.
 *
 * @param {string} testMatch
 * @returns {import('jest').Config}
 */
module.exports = (testMatch) => ({
  ...base,
  testMatch: [`<rootDir>/test/${testMatch}`],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
  forceExit: true,
});
