import { redisChoices } from './redis-choice';
import type { RedisChoice, RedisPossibilities } from './redis-choice';

async function choices(offers: Partial<RedisPossibilities>): Promise<RedisChoice['kind'][]> {
  const kinds: RedisChoice['kind'][] = [];
  const nothing: RedisPossibilities = {
    program: () => null,
    image: () => Promise.resolve(false),
    canInstall: () => false,
  };
  for await (const { kind } of redisChoices({ ...nothing, ...offers })) kinds.push(kind);
  return kinds;
}

describe('redisChoices', () => {
  it('tries a program, a container, an installation and the evaluation stand-in, in this order', async () => {
    const everything = {
      program: () => '/usr/bin/redis-server',
      image: () => Promise.resolve(true),
      canInstall: () => true,
    };
    expect(await choices(everything)).toEqual(['program', 'container', 'install', 'evaluation']);
  });

  it('falls back to the evaluation stand-in where nothing else is there', async () => {
    expect(await choices({})).toEqual(['evaluation']);
  });

  it('does not ask the container engine when a program is there and works', async () => {
    const image = jest.fn(() => Promise.resolve(true));
    const possibilities = { program: () => '/usr/bin/valkey-server', image, canInstall: () => true };
    for await (const choice of redisChoices(possibilities)) {
      expect(choice).toEqual({ kind: 'program', program: '/usr/bin/valkey-server' });
      break;
    }
    expect(image).not.toHaveBeenCalled();
  });
});
