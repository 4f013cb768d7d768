import 'reflect-metadata';
import type { DomainError } from '@nora/contracts';
import { createProducerRedis } from '@nora/queues';
import type { Response } from 'express';
import { CommandRedis } from '../core/connections';
import { RateLimits } from './rate-limits';

function response(): Response {
  const headers = new Map<string, string>();
  return {
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string) => headers.set(name, value),
  } as unknown as Response;
}

describe('RateLimits', () => {
  const settings = { logins: 2, signups: 1, mutations: 0, requests: 5, mails: 3 };
  // Nothing listens on port 1.
  const redis = createProducerRedis('redis://127.0.0.1:1', () => undefined);
  const limits = new RateLimits(new CommandRedis(redis), settings);

  afterAll(() => redis.disconnect());

  const take = async (limit: Parameters<RateLimits['take']>[1], subject: string) => {
    const answer = response();
    const code = await limits.take(answer, limit, subject).then(
      () => 'taken',
      (error: DomainError) => error.code,
    );
    return {
      code,
      retryAfter: answer.getHeader('retry-after'),
      left: answer.getHeader('ratelimit-remaining'),
    };
  };

  it('go on counting while Redis is away', async () => {
    expect(await take('logins', 'address 192.0.2.1')).toMatchObject({ code: 'taken', left: '1' });
    expect(await take('logins', 'address 192.0.2.1')).toMatchObject({ code: 'taken', left: '0' });
    expect(await take('logins', 'address 192.0.2.1')).toMatchObject({
      code: 'too_many_requests',
      retryAfter: '900',
    });
    expect(await take('logins', 'address 192.0.2.2')).toMatchObject({ code: 'taken' });
  });

  it('allow four times as many sign-ups in a day as in ten minutes', async () => {
    const codes: string[] = [];
    for (let count = 0; count < 5; count += 1) codes.push((await take('signups-per-day', 'x')).code);
    expect(codes).toEqual(['taken', 'taken', 'taken', 'taken', 'too_many_requests']);
  });

  it('set none where the setting is 0', async () => {
    for (let count = 0; count < 50; count += 1) {
      expect(await take('mutations', 'x')).toEqual({ code: 'taken', retryAfter: undefined, left: undefined });
    }
  });

  it('tell of the limit that is nearest', async () => {
    const answer = response();
    await limits.take(answer, 'requests', 'y');
    await limits.take(answer, 'logins', 'y');
    await limits.take(answer, 'requests', 'y');
    expect(answer.getHeader('ratelimit-limit')).toBe('2');
    expect(answer.getHeader('ratelimit-remaining')).toBe('1');
  });
});
