module.exports = { displayName: 'ui', ...require('../jest.angular.js') };
