module.exports = { displayName: 'admin', ...require('../../libs/web/jest.angular.js') };
