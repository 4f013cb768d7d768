// Runs test files in the order of their names: a whole instance is claimed before anything else happens to it.
const { default: Sequencer } = require('@jest/test-sequencer');

module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((left, right) => left.path.localeCompare(right.path));
  }
};
