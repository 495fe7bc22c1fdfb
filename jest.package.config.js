module.exports = require('./jest.alone.js')('repository/*.package.ts');
