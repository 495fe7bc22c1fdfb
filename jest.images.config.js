module.exports = require('./jest.alone.js')('images/**/*.images.ts');
