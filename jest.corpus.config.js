module.exports = require('./jest.alone.js')('corpus/**/*.{test,corpus}.ts');
