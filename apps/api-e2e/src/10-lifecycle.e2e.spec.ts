import { randomUUID } from 'node:crypto';
import { liveInstance } from '@nora/testing';
import { plantMarker, type Marker } from './support/agent-home';
import { expectProblem, type Answer, type Method } from './support/api-client';
import { say } from './support/chat';
import {
  DEPLOY_TIMEOUT_MS,
  OPERATION_TIMEOUT_MS,
  Session,
  type AgentView,
  type DeploymentView,
  type Page,
} from './support/session';
import { NO_TRACES, countRuntimes, tracesOf } from './support/traces';

const NAME = 'Long-lived agent';
const RENAMED = 'Renamed agent';
const COPY = 'Copied agent';

interface WithDeployment {
  agent: AgentView;
  deployment: DeploymentView;
}

describe(`the whole life of an agent on ${liveInstance().target}`, () => {
  let session: Session;
  let agentId: string;
  let marker: Marker;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
  });

  afterAll(async () => {
    await session.removeAgents(NAME, RENAMED, COPY);
    await session.close();
  }, DEPLOY_TIMEOUT_MS);

  const ask = <T = WithDeployment>(
    status: number,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<T> =>
    session.client.expect<T>(status, method, path, { params: { agentId }, ...(body ? { body } : {}) });

  /** What every change has to leave: one runtime that answers, with its files. */
  async function expectWellAndWhole(): Promise<void> {
    expect(await session.agent(agentId)).toMatchObject({ status: 'running', statusReason: null });
    expect(await countRuntimes(session.instance, agentId)).toBe(1);
    expect(await marker.isThere()).toBe(true);
    expect((await say(session, agentId, 'Still well?')).text.trim()).not.toBe('');
  }

  it(
    'begins once, although it was asked for five times under one key',
    async () => {
      const key = randomUUID();
      const create = (name: string): Promise<Answer<WithDeployment>> =>
        session.client.call('POST', '/api/workspaces/{workspaceId}/agents', {
          params: { workspaceId: session.workspaceId },
          headers: { 'idempotency-key': key },
          body: session.newAgent(name),
        });
      const answers = await Promise.all(Array.from({ length: 5 }, () => create(NAME)));
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(202));
      const [id, ...others] = new Set(answers.map(({ body }) => body.deployment.id));
      expect(others).toEqual([]);
      const replayed = answers.map(({ headers }) => headers.get('idempotency-replayed'));
      expect(replayed.filter((value) => value === 'true')).toHaveLength(4);
      expectProblem(await create('Another'), 409, 'idempotency_mismatch');
      expect((await session.agents({ q: NAME })).items).toHaveLength(1);
      agentId = answers[0]?.body.agent.id ?? '';
      await session.succeeded(id ?? '', DEPLOY_TIMEOUT_MS);
      marker = await plantMarker(session.instance, agentId);
      await expectWellAndWhole();
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'takes another name, at once for people and after its deployment for the runtime',
    async () => {
      const { agent, deployment } = await ask(200, 'PATCH', '/api/agents/{agentId}', { name: RENAMED });
      expect(agent.name).toBe(RENAMED);
      expect(deployment).toMatchObject({ kind: 'rename' });
      await session.succeeded(deployment.id);
      await expectWellAndWhole();
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'takes other resources and keeps its files',
    async () => {
      const body = { resources: { ramMb: 2304 }, message: 'More room' };
      const { deployment } = await ask(200, 'PATCH', '/api/agents/{agentId}', body);
      await session.succeeded(deployment.id);
      expect(await session.agent(agentId)).toMatchObject({
        ...{ resources: { vcpu: 2, ramMb: 2304, diskGb: null }, currentVersion: 3 },
      });
      await expectWellAndWhole();
    },
    OPERATION_TIMEOUT_MS,
  );

  it('remembers what it was, and tells the difference', async () => {
    type Version = { number: number; source: string; message: string; current: boolean };
    const { items } = await ask<Page<Version>>(200, 'GET', '/api/agents/{agentId}/versions');
    expect(items.map(({ number, source, current }) => [number, source, current])).toEqual([
      [3, 'edit', true],
      [2, 'edit', false],
      [1, 'deploy', false],
    ]);
    const params = { agentId, a: '1', b: '3' };
    const path = '/api/agents/{agentId}/versions/{a}/diff/{b}';
    expect(await session.client.expect(200, 'GET', path, { params })).toEqual({
      ...{ from: 1, to: 3 },
      changes: [
        { path: 'name', from: NAME, to: RENAMED, kind: 'changed' },
        { path: 'resources.ramMb', from: 2048, to: 2304, kind: 'changed' },
      ],
    });
  });

  it(
    'goes back to what it was, with its present name and files',
    async () => {
      const { deployment } = await ask(202, 'POST', '/api/agents/{agentId}/rollback', { version: 1 });
      await session.succeeded(deployment.id);
      expect(await session.agent(agentId)).toMatchObject({
        ...{ name: RENAMED, currentVersion: 4, resources: { ramMb: 2048 } },
      });
      await expectWellAndWhole();
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'is duplicated with its files',
    async () => {
      const body = { name: COPY, scope: 'files' };
      const copy = await ask(202, 'POST', '/api/agents/{agentId}/duplicate', body);
      await session.succeeded(copy.deployment.id, DEPLOY_TIMEOUT_MS);
      expect(await marker.isThere(copy.agent.id)).toBe(true);
      expect((await say(session, copy.agent.id, 'Hello, copy')).text.trim()).not.toBe('');
      await expectWellAndWhole();
      await session.carryOut(copy.agent.id, 'delete');
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'can be spared what it was asked to do, and asked again',
    async () => {
      const { id } = await session.operate(agentId, 'redeploy');
      const params = { deploymentId: id };
      await session.client.expect(202, 'POST', '/api/deployments/{deploymentId}/cancel', { params });
      expect(await session.ended(id)).toMatchObject({ status: 'cancelled' });
      const { activeDeploymentId, allowedOperations } = await session.agent(agentId);
      expect(activeDeploymentId).toBeNull();
      expect(allowedOperations).toContain('redeploy');
      const path = '/api/deployments/{deploymentId}/retry';
      const again = await session.client.expect<WithDeployment>(202, 'POST', path, { params });
      await session.succeeded(again.deployment.id);
      await expectWellAndWhole();
    },
    OPERATION_TIMEOUT_MS * 2,
  );

  it(
    'comes back from a deletion that kept its data',
    async () => {
      const { deployment } = await session.client.expect<WithDeployment>(
        202,
        'DELETE',
        '/api/agents/{agentId}',
        {
          params: { agentId },
          query: { keepData: 'true' },
        },
      );
      await session.succeeded(deployment.id);
      expect(await session.agent(agentId)).toMatchObject({ status: 'deleted', dataKept: true });
      expect((await session.agents()).items).toEqual([]);
      expect((await session.agents({ status: 'deleted' })).items.map(({ id }) => id)).toEqual([agentId]);
      expect((await tracesOf(session.instance, agentId)).processes).toEqual([]);

      const restored = await ask(202, 'POST', '/api/agents/{agentId}/restore');
      await session.succeeded(restored.deployment.id);
      await expectWellAndWhole();
    },
    OPERATION_TIMEOUT_MS * 2,
  );

  it(
    'ends by force in the middle of something, and leaves nothing',
    async () => {
      const { id } = await session.operate(agentId, 'restart');
      const { deployment } = await session.client.expect<WithDeployment>(
        202,
        'DELETE',
        '/api/agents/{agentId}',
        {
          params: { agentId },
          query: { force: 'true' },
        },
      );
      await session.succeeded(deployment.id);
      expect(await session.deployment(id)).toMatchObject({
        status: 'cancelled',
        error: { code: 'superseded' },
      });
      expect(await tracesOf(session.instance, agentId)).toEqual(NO_TRACES);
    },
    OPERATION_TIMEOUT_MS,
  );
});
