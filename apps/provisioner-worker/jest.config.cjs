module.exports = { displayName: 'provisioner-worker', preset: '../../jest.preset.js' };
