module.exports = { displayName: 'site', ...require('../../libs/web/jest.angular.js') };
