module.exports = { displayName: 'runtime-adapters', preset: '../../../jest.preset.js' };
