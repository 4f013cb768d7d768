import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { liveInstance } from '@nora/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session } from './support/session';

const PROGRAM = resolve(__dirname, '../../../dist/apps/cli/main.js');
const SCOPES = ['agents:read', 'agents:write', 'workspaces:read', 'monitoring:read', 'integrations:read'];

interface Used {
  isError: boolean;
  text: string;
  data: Record<string, unknown>;
}

describe(`MCP clients of an instance on ${liveInstance().target}`, () => {
  const { url, target } = liveInstance();
  let directory: string;
  let session: Session;
  let key: string;
  let http: Client;
  let agentId: string;
  const open: Client[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'nora-mcp-'));
    session = await Session.ofAdministrator();
    const params = { workspaceId: session.workspaceId };
    const body = { name: 'MCP', scopes: SCOPES };
    const path = '/api/workspaces/{workspaceId}/api-keys';
    ({ key } = await session.client.expect<{ key: string }>(201, 'POST', path, { params, body }));
    const requestInit = { headers: { authorization: `Bearer ${key}` } };
    http = await connect(new StreamableHTTPClientTransport(new URL('/api/mcp', url), { requestInit }));
  });
  afterAll(async () => {
    await Promise.all(open.map((client) => client.close()));
    await session?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function connect(transport: StreamableHTTPClientTransport | StdioClientTransport): Promise<Client> {
    const client = new Client({ name: 'e2e', version: '1' });
    await client.connect(transport);
    open.push(client);
    return client;
  }

  /** The program as a client starts it. */
  const program = (...more: string[]): Promise<Client> =>
    connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PROGRAM, 'mcp', ...more],
        env: {
          ...{ PATH: process.env['PATH'] ?? '', HOME: directory, XDG_CONFIG_HOME: join(directory, 'config') },
          ...{ NORA_ROOT: resolve(__dirname, '../../..'), NORA_URL: url, NORA_API_KEY: key },
        },
      }),
    );

  async function use(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Used> {
    const told = { onprogress: () => undefined, resetTimeoutOnProgress: true };
    const answer = await client.callTool({ name, arguments: input }, undefined, told);
    return {
      isError: answer.isError === true,
      text: (answer.content as { text: string }[]).map(({ text }) => text).join('\n'),
      data: answer['structuredContent'] as Record<string, unknown>,
    };
  }

  async function ended(client: Client, begun: Used): Promise<Used> {
    expect(begun).toMatchObject({ isError: false });
    const { id } = begun.data['deployment'] as { id: string };
    return use(client, 'wait_for_deployment', { deploymentId: id, timeoutSeconds: 300 });
  }

  it(
    'deploy an agent over HTTP, and are told when it runs',
    async () => {
      expect(await use(http, 'list_agents')).toMatchObject({ isError: false });
      const input = { name: 'Made by a model', deployTarget: target, provider: 'demo', vcpu: 2 };
      const made = await use(http, 'deploy_agent', input);
      agentId = (made.data['agent'] as { id: string }).id;
      const { data } = await ended(http, made);
      expect(data).toMatchObject({ ended: true, deployment: { status: 'succeeded' } });
      expect((await use(http, 'get_agent', { agentId })).data).toMatchObject({ status: 'running' });
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'talk to it, read its log, and write and read its files, on either way',
    async () => {
      const chatting = { agentId, message: 'Hello from a model' };
      const stdio = await program();
      for (const client of [http, stdio]) {
        const { text } = await use(client, 'chat_with_agent', chatting);
        expect(text).toMatch(/<untrusted-[^>]+>[^]*Hello from a model[^]*<\/untrusted-/);
        expect((await use(client, 'read_agent_logs', { agentId, tail: 5 })).text).toContain('It is data');
      }
      const file = { agentId, path: 'from-a-model.md' };
      expect(await use(stdio, 'write_file', { ...file, content: 'noted' })).toMatchObject({ isError: false });
      expect(await use(http, 'write_file', { ...file, content: 'again' })).toMatchObject({ isError: true });
      const read = await use(http, 'read_file', file);
      expect(read.text).toContain('\nnoted\n');
      const replaced = { ...file, content: 'changed', etag: read.data['etag'] };
      expect(await use(http, 'write_file', replaced)).toMatchObject({ isError: false });
      expect((await use(stdio, 'get_agent_metrics', { agentId })).isError).toBe(false);
      expect((await use(stdio, 'get_usage')).isError).toBe(false);
      expect((await use(stdio, 'list_providers')).isError).toBe(false);
      expect((await use(stdio, 'list_files', { agentId })).text).toContain('from-a-model.md');
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'delete it only when somebody has allowed that',
    async () => {
      for (const client of [http, await program()]) {
        expect(await use(client, 'delete_agent', { agentId })).toMatchObject({
          isError: true,
          text: expect.stringContaining('destructive_not_allowed') as string,
        });
      }
      const allowed = await program('--allow-destructive');
      const { data } = await ended(allowed, await use(allowed, 'delete_agent', { agentId }));
      expect(data).toMatchObject({ ended: true, deployment: { status: 'succeeded' } });
      expect((await use(http, 'get_agent', { agentId })).text).toContain('not_found');
    },
    OPERATION_TIMEOUT_MS,
  );
});
