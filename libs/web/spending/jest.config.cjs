module.exports = { displayName: 'spending', ...require('../jest.angular.js') };
