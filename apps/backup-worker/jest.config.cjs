module.exports = { displayName: 'backup-worker', preset: '../../jest.preset.js' };
