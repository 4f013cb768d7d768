module.exports = { displayName: 'data-access', ...require('../jest.angular.js') };
