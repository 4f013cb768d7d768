import { toolEnvironment } from './tool-environment';

describe('toolEnvironment', () => {
  it('keeps what tools need and drops the settings of Nora', () => {
    const environment = {
      PATH: '/usr/bin',
      HTTPS_PROXY: 'http://proxy:3128',
      npm_config_registry: 'http://registry',
      DATABASE_URL: 'postgres://secret',
      JWT_SECRET: 'secret',
    };
    expect(Object.keys(toolEnvironment(environment))).toEqual(['PATH', 'HTTPS_PROXY', 'npm_config_registry']);
  });
});
