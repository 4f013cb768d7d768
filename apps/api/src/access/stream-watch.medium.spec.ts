import { User, WorkspaceMember } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { createLogger } from '@nora/observability';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import { StreamWatch, type WatchedStream } from './stream-watch';

class Stream implements WatchedStream {
  private readonly ending = new AbortController();
  readonly ended = new Promise<void>((resolve) =>
    this.ending.signal.addEventListener('abort', () => resolve(), { once: true }),
  );

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  end(): void {
    this.ending.abort();
  }
}

describe('StreamWatch', () => {
  let api: TestApi;
  let watch: StreamWatch;
  const live = { live: (ids: string[]) => Promise.resolve(new Set(ids)) };

  beforeAll(async () => {
    api = await startTestApi();
    const logger = createLogger('api', 'silent');
    watch = new StreamWatch(live as never, live as never, api.dataSource, logger);
  });

  afterAll(async () => {
    watch.beforeApplicationShutdown();
    await api.close();
  });

  const principal = ({ userId, email }: Member): Principal => ({
    ...{ userId, email, name: 'Ada', platformRole: 'user', correlationId: null, address: null },
    credential: { kind: 'session', id: userId },
  });

  async function endsWithin(stream: Stream, milliseconds: number): Promise<boolean> {
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), milliseconds).unref());
    return Promise.race([stream.ended.then(() => true), late]);
  }

  it('ends what stood on a role that its reader has lost, and nothing else', async () => {
    const member = await api.member();
    const { workspaceId, userId } = member;
    const [reading, changing] = [new Stream(), new Stream()];
    const actor = { ...principal(member), workspaceId, role: 'owner' as const };
    watch.add(reading, actor, 'agents:logs');
    watch.add(changing, actor, 'agents:chat');
    await api.dataSource.manager.update(WorkspaceMember, { workspaceId, userId }, { role: 'viewer' });
    expect(await endsWithin(changing, 1_000)).toBe(true);
    expect(reading.signal.aborted).toBe(false);
    await api.dataSource.manager.delete(WorkspaceMember, { workspaceId, userId });
    expect(await endsWithin(reading, 1_000)).toBe(true);
  });

  it('ends what a platform admin reads who is none any more', async () => {
    const [former, present] = [await api.member('Former', 'admin'), await api.member('Present', 'admin')];
    const [first, second] = [new Stream(), new Stream()];
    watch.add(first, principal(former), 'platform-audit:read');
    watch.add(second, principal(present), 'platform-audit:read');
    await api.dataSource.manager.update(User, { id: former.userId }, { platformRole: 'user' });
    expect(await endsWithin(first, 1_000)).toBe(true);
    expect(second.signal.aborted).toBe(false);
  });
});
