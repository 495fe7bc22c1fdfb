module.exports = require('./jest.alone.js')('loop/**/*.{test,loop}.ts');
