import { randomUUID } from 'node:crypto';
import { insertAccount, liveInstance, type LiveInstance } from '@nora/testing';
import { agentOperations } from './support/agent-operations';
import { expectProblem, type ApiClient, type CallOptions } from './support/api-client';
import { Session, anonymous } from './support/session';

const AGENTS = '/api/workspaces/{workspaceId}/agents';

describe('Nora refuses', () => {
  let instance: LiveInstance;
  let admin: Session;
  let nobody: ApiClient;
  let params: Record<string, string>;

  beforeAll(async () => {
    instance = liveInstance();
    admin = await Session.ofAdministrator();
    nobody = await anonymous(instance);
    params = { workspaceId: admin.workspaceId };
  });

  afterAll(() => admin.close());

  const create = (options: CallOptions) => admin.client.call('POST', AGENTS, { params, ...options });
  const changed = (changes: Record<string, unknown>) => ({ ...admin.newAgent('Refused'), ...changes });

  it('a wrong password and an unknown e-mail, with the same answer', async () => {
    const me = await admin.client.expect<{ email: string }>(200, 'GET', '/api/auth/me');
    const answers = [me.email, 'nobody@example.test'].map((email) =>
      nobody.call('POST', '/api/auth/login', { body: { email, password: 'not the password at all' } }),
    );
    const [known, unknown] = (await Promise.all(answers)).map((answer) =>
      expectProblem(answer, 401, 'invalid_credentials'),
    );
    expect({ ...known, correlationId: '' }).toEqual({ ...unknown, correlationId: '' });
    expect(nobody.sessionCookie).toBeNull();
  });

  it.each([
    ['deployTarget', 'mars', 'unknown_deploy_target'],
    ['runtimeFamily', 'skynet', 'unknown_runtime_family'],
    ['sandboxProfile', 'none', 'unknown_sandbox_profile'],
    ['provider', 'oracle', 'unknown_provider'],
    ['deployTarget', 'proxmox', 'target_release_blocked'],
    ['deployTarget', 'k3s', 'target_release_blocked'],
  ] as const)('an agent whose %s is %s', async (field, value, code) => {
    const problem = expectProblem(await create({ body: changed({ [field]: value }) }), 422, code);
    expect(problem.errors?.map(({ path }) => path)).toEqual([field]);
  });

  it('a name of 10,000 characters', async () => {
    const answer = await create({ body: changed({ name: 'n'.repeat(10_000) }) });
    const { errors, detail } = expectProblem(answer, 422, 'validation_failed');
    expect(errors?.map(({ path }) => path)).toContain('name');
    expect(detail.length).toBeLessThan(1_000);
  });

  it('resources beyond the bounds, each named by its path', async () => {
    const resources = { vcpu: 0, ramMb: 1.5, diskGb: 'many' };
    const { errors } = expectProblem(
      await create({ body: changed({ resources }) }),
      422,
      'validation_failed',
    );
    expect(errors?.map(({ path }) => path).sort()).toEqual(
      expect.arrayContaining(['resources.diskGb', 'resources.ramMb', 'resources.vcpu']),
    );
  });

  it('a member that is not known', async () => {
    const { errors } = expectProblem(
      await create({ body: changed({ owner: 'me' }) }),
      422,
      'validation_failed',
    );
    expect(errors?.map(({ path }) => path)).toEqual(['owner']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('a body that holds %s, at any depth', async (key) => {
    const body = JSON.stringify(admin.newAgent('Refused'));
    const atTop = body.replace(/^\{/, `{"${key}":{"polluted":true},`);
    const below = body.replace('"resources":{', `"resources":{"${key}":{"polluted":true},`);
    for (const rawBody of [atTop, below]) {
      expectProblem(await create({ rawBody }), 400, 'forbidden_key');
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('a body that is not JSON', async () => {
    expectProblem(await create({ rawBody: '{"name": ' }), 400, 'malformed_request');
  });

  it('a body of another kind', async () => {
    const headers = { 'content-type': 'text/xml' };
    expectProblem(await create({ rawBody: '<agent/>', headers }), 415, 'unsupported_media_type');
  });

  it('a body of several megabytes', async () => {
    const rawBody = JSON.stringify(changed({ name: 'n'.repeat(4_000_000) }));
    expectProblem(await create({ rawBody }), 413, 'payload_too_large');
  });

  it('a request without a session', async () => {
    expectProblem(await nobody.call('GET', '/api/auth/me'), 401, 'unauthenticated');
    expectProblem(await nobody.call('GET', AGENTS, { params }), 401, 'unauthenticated');
    expectProblem(await nobody.call('GET', '/api/events/stream'), 401, 'unauthenticated');
    const forged = { cookie: 'nora_session=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' };
    expectProblem(await nobody.call('GET', '/api/auth/me', { headers: forged }), 401, 'unauthenticated');
  });

  it('a change without the CSRF header, or from another origin', async () => {
    const body = admin.newAgent('Refused');
    expectProblem(await create({ body, withoutCsrf: true }), 403, 'csrf_failed');
    const headers = { origin: 'https://evil.example' };
    expectProblem(await create({ body, headers }), 403, 'csrf_failed');
  });

  it('an id that is none, and an agent, a deployment and a workspace that do not exist', async () => {
    const { client } = admin;
    expectProblem(
      await client.call('GET', '/api/agents/{agentId}', { params: { agentId: 'seven' } }),
      404,
      'not_found',
    );
    const id = randomUUID();
    for (const [method, path, options] of agentOperations(id)) {
      expectProblem(await client.call(method, path, options), 404, 'not_found');
    }
    expectProblem(
      await client.call('GET', '/api/deployments/{deploymentId}', { params: { deploymentId: id } }),
      404,
      'not_found',
    );
    expectProblem(await client.call('GET', AGENTS, { params: { workspaceId: id } }), 404, 'not_found');
  });

  it('a page that is too large, and a cursor that is not its own', async () => {
    const queries: Record<string, string>[] = [{ limit: '201' }, { limit: '0' }, { cursor: 'not-a-cursor' }];
    for (const query of queries) {
      const answer = await admin.client.call('GET', AGENTS, {
        params,
        query: query,
      });
      expect([400, 422]).toContain(answer.status);
      expectProblem(answer, answer.status, answer.status === 400 ? 'malformed_request' : 'validation_failed');
    }
  });

  it('all of them, so that no agent was made', async () => {
    expect((await admin.agents()).items).toEqual([]);
  });

  it('the administration to somebody who is no administrator', async () => {
    const account = {
      name: 'Mallory',
      email: `mallory-${randomUUID()}@example.test`,
      password: 'four patient lizards wait',
    };
    await insertAccount(instance, account);
    const stranger = await Session.of(account);
    expectProblem(await stranger.client.call('GET', '/api/admin/overview'), 403, 'forbidden');
    expectProblem(await stranger.client.call('GET', AGENTS, { params }), 404, 'not_found');
    const answer = await stranger.client.call('POST', AGENTS, { params, body: admin.newAgent('Planted') });
    expectProblem(answer, 404, 'not_found');
    await stranger.close();
  });

  it('a session that was ended, and ends what it had open', async () => {
    const session = await Session.ofAdministrator();
    const cookie = session.client.sessionCookie ?? '';
    await session.client.expect(204, 'POST', '/api/auth/logout');
    await expect(session.stream.ended).resolves.toBeUndefined();
    const answer = await nobody.call('GET', '/api/auth/me', { headers: { cookie } });
    expectProblem(answer, 401, 'unauthenticated');
  }, 10_000);
});
