module.exports = { displayName: 'outbound-http', preset: '../../../jest.preset.js' };
