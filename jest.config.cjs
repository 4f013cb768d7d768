// Every project's unit tests in one run: npx jest, or npx jest --selectProjects api.
const { globSync } = require('node:fs');

module.exports = {
  projects: globSync('{apps,libs}/**/jest.config.cjs', {
    cwd: __dirname,
    exclude: (path) => path.includes('node_modules'),
  }).map((path) => `<rootDir>/${path}`),
};
