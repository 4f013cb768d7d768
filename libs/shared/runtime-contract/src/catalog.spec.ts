import { buildCatalog, resolveSelection } from './catalog';

const selection = {
  runtimeFamily: 'openclaw',
  deployTarget: 'simulated',
  sandboxProfile: 'standard',
};
const idsOf = (catalog: ReturnType<typeof buildCatalog>) => catalog.deployTargets.map(({ id }) => id);

describe('the simulated target', () => {
  it('is never shown, and refused, where it is not set up', () => {
    for (const targets of [{}, { simulated: { configured: false } }]) {
      const catalog = buildCatalog(targets);
      expect(idsOf(catalog)).not.toContain('simulated');
      expect(() => resolveSelection(selection, catalog)).toThrow(
        expect.objectContaining({ code: 'target_not_configured' }),
      );
    }
  });

  it('can be chosen where it is set up', () => {
    const catalog = buildCatalog({ simulated: { configured: true } });
    expect(idsOf(catalog)).toContain('simulated');
    expect(resolveSelection(selection, catalog).deployTarget).toBe('simulated');
  });
});

describe('resolveSelection', () => {
  it('refuses a target that nobody knows', () => {
    const wanted = { ...selection, deployTarget: 'toaster' };
    expect(() => resolveSelection(wanted, buildCatalog({}))).toThrow(
      expect.objectContaining({ code: 'unknown_deploy_target' }),
    );
  });
});
