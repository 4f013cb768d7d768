import { AuditEntry } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

describe('logs', () => {
  const access = new TestAccess();
  let api: TestApi;
  let owner: Member;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([access]);
    owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Logged'),
    );
    path = `/api/agents/${(body as { agent: { id: string } }).agent.id}/logs`;
    access.lines = Array.from({ length: 300 }, (_, at) => `line ${at}`);
  });

  afterAll(() => api.close());

  it('are sent line by line from the tail, with an end', async () => {
    const stream = await owner.client.stream(`${path}?tail=2&follow=false`);
    await stream.ended;
    const line = (text: string) => ({ at: '2026-01-02T03:04:05.000Z', stream: 'stdout', text });
    expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
      ['line', line('line 298')],
      ['line', line('line 299')],
      ['end', { reason: 'complete' }],
    ]);
  });

  it('are let go of when the reader goes away', async () => {
    const stream = await owner.client.stream(path);
    await stream.waitFor(({ data }) => data['text'] === 'line 299');
    expect(stream.events).toHaveLength(200);
    const { signal } = access.followed ?? {};
    expect(signal?.aborted).toBe(false);
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    stream.close();
    await aborted;
  });

  it('are recorded as read by whom', async () => {
    const read = { action: 'agent.logs', actorId: owner.userId };
    expect(await api.dataSource.manager.countBy(AuditEntry, read)).toBe(2);
  });

  it.each(['tail=-1', 'tail=5001', 'tail=x', 'follow=perhaps', 'other=1'])('refuse %s', async (query) => {
    expect((await owner.client.get(`${path}?${query}`)).body).toMatchObject({ code: 'validation_failed' });
  });
});
