module.exports = { displayName: 'runtime-sidecar', preset: '../../jest.preset.js' };
