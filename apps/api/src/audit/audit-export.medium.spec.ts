import { randomUUID } from 'node:crypto';
import { AuditEntry, recordAudit, verifyExport, type AuditActor, type AuditRecord } from '@nora/domain';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const ACTOR: AuditActor = {
  ...{ type: 'user', id: randomUUID(), label: '=HYPERLINK("http://evil.example")', onBehalfOfId: null },
  ...{ correlationId: 'req-1', address: '192.0.2.7' },
};

describe('exports of the audit log', () => {
  let api: TestApi;
  let owner: Member;
  let admin: Member;

  const write = (record: Partial<AuditRecord> = {}) =>
    recordAudit(api.dataSource.manager, {
      ...{ actor: ACTOR, action: 'agent.stop', resourceType: 'agent', resourceId: 'one' },
      ...{ workspaceId: owner.workspaceId, details: { text: 'ünï "x",\n=1' }, ...record },
    });
  const download = (member: Member, path: string) =>
    fetch(`${api.url}${path}`, { headers: { cookie: member.client.cookie ?? '' } });
  const exported = async (member: Member, query: Record<string, string> = {}) => {
    const base = member === admin ? '/api/admin/audit' : `/api/workspaces/${member.workspaceId}/audit`;
    const response = await download(member, `${base}/export?${new URLSearchParams(query).toString()}`);
    expect(response.status).toBe(200);
    return { headers: response.headers, text: await response.text() };
  };
  async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  }
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const entriesOf = (text: string) => linesOf(text).filter(({ type }) => type === 'entry');

  beforeAll(async () => {
    api = await startTestApi();
    [owner, admin] = await Promise.all([api.member('Ada'), api.member('Root', 'admin')]);
    for (let i = 0; i < 1_200; i += 1) await write();
    await write({ action: 'agent.start', outcome: 'refused' });
    await write({ action: 'elsewhere.act', workspaceId: randomUUID() });
    await write({ action: 'platform.act', workspaceId: null });
  });

  afterAll(() => api.close());

  it('hold the whole chain for a platform admin, verified under the key that the API shows', async () => {
    const { body } = await admin.client.get('/api/admin/audit/key');
    const { text, headers } = await exported(admin);
    const found = await verifyExport(bytesOf(text), body['publicKey'] as string);
    expect(found).toMatchObject({
      ...{ ok: true, whole: true, pinned: true, firstSequence: '1', checkpoints: 1, fault: null },
      header: { installation: 'medium-tests', scope: 'installation', filters: {}, keyId: body['keyId'] },
    });
    expect(found.checked).toBe(await api.dataSource.manager.count(AuditEntry));
    expect(entriesOf(text).at(-1)).toMatchObject({ action: 'audit.export', actorId: admin.userId });
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-medium-tests-\d{8}T\d{6}Z\.jsonl"$/,
    );
  });

  it('hold what happened in a workspace, and who exported it', async () => {
    const { text } = await exported(owner);
    expect(await verifyExport(bytesOf(text), null)).toMatchObject({ ok: true, whole: false });
    const entries = entriesOf(text);
    expect(new Set(entries.map(({ workspaceId }) => workspaceId))).toEqual(new Set([owner.workspaceId]));
    expect(entries.length).toBeGreaterThanOrEqual(1_202);
    expect(entries.at(-1)).toMatchObject({
      ...{ action: 'audit.export', actorId: owner.userId, workspaceId: owner.workspaceId },
      details: { format: 'jsonl', filters: {} },
    });
  });

  it('are narrowed like the lists, and say so', async () => {
    const { text } = await exported(admin, { action: 'agent.', outcome: 'refused' });
    const [header, ...rest] = linesOf(text);
    expect(header).toMatchObject({ filters: { action: 'agent.', outcome: 'refused' }, from: null });
    expect(rest.map(({ type, action }) => [type, action])).toEqual([
      ['entry', 'agent.start'],
      ['trailer', undefined],
    ]);
    expect(await verifyExport(bytesOf(text), null)).toMatchObject({ ok: true, checked: 1 });
    const none = await exported(owner, { action: 'nothing.such' });
    expect(await verifyExport(bytesOf(none.text), null)).toMatchObject({ ok: true, checked: 0 });
  });

  it.each(['action', 'resourceType', 'resourceId', 'sequence', 'correlationId'])(
    'narrowed by %s are a selection, and are not taken for a chain with gaps',
    async (name) => {
      const { text } = await exported(admin, { [name]: name === 'sequence' ? '7' : 'one' });
      const found = await verifyExport(bytesOf(text), null);
      expect(found).toMatchObject({ ok: true, whole: false });
      expect(Object.keys(found.header?.filters ?? {})).toEqual([name]);
    },
  );

  it('are verified line by line: a real one that was edited names the entry', async () => {
    const { text } = await exported(admin);
    const lines = text.split('\n');
    lines[500] = (lines[500] ?? '').replace('agent.stop', 'agent.rest');
    const found = await verifyExport(bytesOf(lines.join('\n')), null);
    expect(found.fault).toMatchObject({ code: 'entry_changed', sequence: '500' });
  });

  it('are tables for spreadsheets, with cells that are no formulas', async () => {
    const { text, headers } = await exported(owner, { format: 'csv', action: 'agent.start' });
    const [names, row] = text.split('\r\n');
    expect(names).toMatch(/^sequence,createdAt,/);
    expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(headers.get('content-disposition')).toContain(`${owner.workspaceId}-`);
    expect(headers.get('content-type')).toContain('text/csv');
  });

  it('go on while others write, and hold nothing of what came after', async () => {
    const [{ text }] = await Promise.all([exported(admin), ...Array.from({ length: 50 }, () => write())]);
    expect(await verifyExport(bytesOf(text), null)).toMatchObject({ ok: true });
    expect(entriesOf(text).at(-1)).toMatchObject({ action: 'audit.export' });
  });

  it('are for those who may read the log', async () => {
    const stranger = await api.member('Eve');
    const path = `/api/workspaces/${owner.workspaceId}/audit/export`;
    expect((await download(stranger, path)).status).toBe(404);
    expect((await download(admin, path)).status).toBe(404);
    expect((await download(stranger, '/api/admin/audit/export')).status).toBe(403);
    expect((await fetch(`${api.url}${path}`)).status).toBe(401);
    const refused = await download(owner, `${path}?format=xml`);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  });
});
