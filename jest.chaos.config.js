module.exports = require('./jest.alone.js')('chaos/**/*.chaos.ts');
