module.exports = { displayName: 'runtime-contract', preset: '../../../jest.preset.js' };
