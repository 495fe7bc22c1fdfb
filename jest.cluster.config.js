module.exports = require('./jest.alone.js')('cluster/**/*.{test,cluster}.ts');
