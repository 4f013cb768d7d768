import { EngineClient } from './engine-client';

describe('EngineClient', () => {
  afterEach(() => jest.restoreAllMocks());

  it('ties a call to no signal that outlives it, on which listeners of all calls would gather', async () => {
    const answer = () => Promise.resolve(new Response('{"result":1}\n'));
    const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(answer);
    const client = new EngineClient('http://engine');
    expect(await client.call('inspect', {})).toBe(1);
    expect(fetched.mock.lastCall?.[1]?.signal).toBeNull();
    const { signal } = new AbortController();
    await client.call('inspect', {}, signal);
    expect(fetched.mock.lastCall?.[1]?.signal).toBe(signal);
  });
});
