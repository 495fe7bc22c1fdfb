module.exports = require('./jest.alone.js')('cloud/**/*.cloud.ts');
