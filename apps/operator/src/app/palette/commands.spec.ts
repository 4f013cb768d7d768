import { sampleAgent } from '../../testing/samples';
import { buildCommands, searchCommands } from './commands';

describe('palette commands', () => {
  const operate = jest.fn();
  const go = jest.fn();
  const agents = [sampleAgent({ id: '1', name: 'Night watch' }), sampleAgent({ id: '2', name: 'Stopwatch' })];
  const build = (mayDeploy = true) =>
    buildCommands(agents, mayDeploy, { go, operate, offered: ({ id }) => (id === '1' ? ['stop'] : []) });

  it('offers only what can be asked of each agent', () => {
    const actions = build().filter(({ hint }) => hint === 'Action');
    expect(actions.map(({ label }) => label)).toEqual(['Stop Night watch']);
    actions[0]?.run();
    expect(operate).toHaveBeenCalledWith('stop', agents[0]);
  });

  it('offers the deploy page only to those who may deploy', () => {
    expect(build(true).some(({ id }) => id === 'deploy')).toBe(true);
    expect(build(false).some(({ id }) => id === 'deploy')).toBe(false);
  });

  it('finds all words in any order and puts beginnings first', () => {
    const found = searchCommands(build(), 'night', 10).map(({ label }) => label);
    expect(found).toEqual(['Night watch', 'Night watch: chat', 'Night watch: logs', 'Stop Night watch']);
    expect(searchCommands(build(), 'watch night logs', 10).map(({ label }) => label)).toEqual([
      'Night watch: logs',
    ]);
  });

  it('shows no more than asked for', () => {
    expect(searchCommands(build(), '', 3)).toHaveLength(3);
  });
});
