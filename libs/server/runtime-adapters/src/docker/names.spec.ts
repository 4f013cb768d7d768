import { agentOf, bridgeName, bridgePrefix, objectName } from './names';

const AGENT = '01890000-0000-7000-8000-000000000001';

describe('names', () => {
  it('leads from a name back to its agent', () => {
    expect(agentOf('home', objectName('home', AGENT))).toBe(AGENT);
  });

  it.each([objectName('home-two', AGENT), objectName('hom', AGENT), `nora-home-${AGENT}-copy`, AGENT, ''])(
    'does not take "%s" for an agent of the installation',
    (name) => {
      expect(agentOf('home', name)).toBeNull();
    },
  );

  it('gives each agent a bridge that Linux accepts, known by the installation', () => {
    const name = bridgeName('home', AGENT, 0);
    expect(name).toMatch(/^n[a-z0-9]{5}-[a-z0-9]{8}$/);
    expect(name.startsWith(bridgePrefix('home'))).toBe(true);
    expect(name.startsWith(bridgePrefix('home-two'))).toBe(false);
    expect(bridgeName('home', AGENT, 1)).not.toBe(name);
  });
});
