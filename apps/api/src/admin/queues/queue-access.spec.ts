import type { WorkQueues } from '@nora/queues';
import { Redis } from 'ioredis';
import { CommandRedis } from '../../core/connections';
import { QueueAccess } from './queue-access';

describe('QueueAccess', () => {
  const unavailable = expect.objectContaining({
    code: 'service_unavailable',
    message: expect.stringContaining('Redis'),
  });
  const away = new Redis({ lazyConnect: true });
  const queues = {} as WorkQueues;

  function answering(): CommandRedis {
    const connection = new Redis({ lazyConnect: true });
    connection.status = 'ready';
    return new CommandRedis(connection);
  }

  it('says that Redis is away without asking it', async () => {
    const question = jest.fn();
    const access = new QueueAccess(queues, new CommandRedis(away));
    await expect(access.ask(question)).rejects.toEqual(unavailable);
    expect(question).not.toHaveBeenCalled();
  });

  it('says so when Redis goes away before it answers, or never answers', async () => {
    const redis = answering();
    const access = new QueueAccess(queues, redis);
    jest.useFakeTimers();
    const silent = expect(access.ask(() => new Promise(() => undefined))).rejects.toEqual(unavailable);
    await jest.advanceTimersByTimeAsync(3_100);
    await silent;
    jest.useRealTimers();
    const lost = access.ask(() => {
      redis.connection.status = 'reconnecting';
      return Promise.reject(new Error('Connection is closed.'));
    });
    await expect(lost).rejects.toEqual(unavailable);
  });

  it('lets other faults be what they are', async () => {
    const access = new QueueAccess(queues, answering());
    await expect(access.ask(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow(TypeError);
  });

  it('does not know queues that are none', () => {
    const access = new QueueAccess(queues, answering());
    expect(() => access.named('constructor')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
