module.exports = { displayName: 'engine-gate', preset: '../../jest.preset.js' };
