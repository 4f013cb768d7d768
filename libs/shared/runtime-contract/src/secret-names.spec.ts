import { isReservedSecretName, SECRET_NAME } from './secret-names';

describe('names of secrets', () => {
  it.each(['GITHUB_TOKEN', 'A', 'DB_URL_2', 'OPENAI_API_KEY', 'PATHS', 'NODEJS'])('may be %s', (name) => {
    expect(SECRET_NAME.test(name)).toBe(true);
    expect(isReservedSecretName(name)).toBe(false);
  });

  it.each(['github_token', '2FA', '_X', 'A-B', 'A B', '', 'A\n', 'Ä'])('are not shaped like %j', (name) => {
    expect(SECRET_NAME.test(name)).toBe(false);
  });

  it.each(['PATH', 'HOME', 'BASH_ENV', 'NODE_OPTIONS', 'LD_PRELOAD', 'OPENCLAW_STATE_DIR', 'NORA_MODEL_KEY'])(
    'leave %s to the runtime',
    (name) => expect(isReservedSecretName(name)).toBe(true),
  );
});
