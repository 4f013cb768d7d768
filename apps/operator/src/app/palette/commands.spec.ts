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

  it('offers those who only look neither settings nor a terminal', () => {
    const labels = build(false).map(({ label }) => label);
    expect(labels).toContain('Night watch: versions');
    expect(labels).not.toContain('Night watch: settings');
    expect(labels).not.toContain('Night watch: terminal');
    expect(labels).toContain('Night watch: chat');
  });

  it('offers a deleted agent to be restored, and none of its pages', () => {
    const kept = sampleAgent({ id: '3', name: 'Old watch', status: 'deleted', dataKept: true });
    const commands = buildCommands([kept], true, { go, operate, offered: () => ['restore', 'delete'] });
    const labels = commands.map(({ label }) => label).filter((label) => label.includes('Old watch'));
    expect(labels).toEqual(['Old watch', 'Restore Old watch', 'Remove data Old watch']);
  });

  it('offers everybody the settings of their account', () => {
    const command = searchCommands(build(false), 'settings sessions', 10)[0];
    expect(command?.label).toBe('Settings: sessions');
    command?.run();
    expect(go).toHaveBeenCalledWith(['/settings', 'sessions']);
  });

  it('finds all words in any order and puts beginnings first', () => {
    const found = searchCommands(build(), 'night', 20).map(({ label }) => label);
    expect(found).toEqual([
      'Night watch',
      'Night watch: chat',
      'Night watch: terminal',
      'Night watch: logs',
      'Night watch: files',
      'Night watch: metrics',
      'Night watch: console',
      'Night watch: capabilities',
      'Night watch: schedules',
      'Night watch: versions',
      'Night watch: settings',
      'Stop Night watch',
    ]);
    expect(searchCommands(build(), 'watch night logs', 10).map(({ label }) => label)).toEqual([
      'Night watch: logs',
    ]);
  });

  it('shows no more than asked for', () => {
    expect(searchCommands(build(), '', 3)).toHaveLength(3);
  });
});
