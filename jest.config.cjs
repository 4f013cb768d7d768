// Every project's unit tests in one run: npx jest, or npx jest --selectProjects api.
const { globSync } = require('node:fs');
const { availableParallelism } = require('node:os');

module.exports = {
  // Jest leaves one processor free, which is half of two.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: globSync('{apps,libs}/**/jest.config.cjs', {
    cwd: __dirname,
    exclude: (path) => path.includes('node_modules'),
  }).map((path) => `<rootDir>/${path}`),
};
