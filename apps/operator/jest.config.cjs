module.exports = { displayName: 'operator', ...require('../../libs/web/jest.angular.js') };
