// A provider, a bare proxy before it, and an agent that calls the same provider through Nora.
import { createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { addWorkspaces, askForAgent } from '../admission/workspaces.mjs';
import { NoraApi } from '../support/nora-api.mjs';
import { ManagedProcess, ROOT, freePort } from '../support/processes.mjs';

const MODEL = 'bench-1';

/** What the bench has to know of the control plane to give an agent a key of its choice. */
export const ENCRYPTION_KEY = randomBytes(32).toString('base64');

/** Settings of the control plane: its providers are on this machine. */
export const SETTINGS = {
  ...{ ENCRYPTION_KEY, OUTBOUND_ALLOWED_CIDRS: '127.0.0.0/8', MODEL_GATEWAY_CALLS_PER_AGENT: '10000' },
};

/** A server of the bench's own, as a process. */
async function serve(cleanup, logs, name, ...more) {
  const port = await freePort();
  const server = new ManagedProcess({
    ...{ name, file: process.execPath, directory: logs },
    argv: [join(ROOT, `bench/model-gateway/${name}.mjs`), String(port), ...more],
  });
  cleanup.defer(() => server.stop());
  await server.start();
  return port;
}

/** @returns the ways to the provider: { port, path, headers } by name; and its counts */
export async function openScene({ apis, postgres, logs }, cleanup) {
  const providerKey = `sk-${randomBytes(16).toString('hex')}`;
  const upstream = await serve(cleanup, logs, 'upstream', providerKey);
  const bare = await serve(cleanup, logs, 'bare-proxy', String(upstream), providerKey);
  const agent = await boundAgent({ apis, postgres }, `http://127.0.0.1:${upstream}/v1`, providerKey);
  const path = '/v1/chat/completions';
  const authorization = `Bearer ${providerKey}`;
  return {
    ways: {
      direct: { port: upstream, path, headers: { authorization } },
      bare: { port: bare, path, headers: {} },
      nora: {
        port: apis[0].runtimePort,
        path: `/llm${path}`,
        headers: { authorization: `Bearer ${agent.key}` },
      },
    },
    agentId: agent.agentId,
    counts: async () => (await fetch(`http://127.0.0.1:${upstream}/counts`)).json(),
  };
}

async function boundAgent({ apis, postgres }, baseUrl, apiKey) {
  const api = new NoraApi([apis[0].origin]);
  const { bench } = await addWorkspaces(postgres, await api.claim(), ['bench']);
  const { agentId } = await askForAgent(api, bench, 'Measured');
  const provider = await done(api, 'POST', `/api/workspaces/${bench}/providers`, {
    ...{ name: 'Measured', kind: 'openai-compatible', baseUrl, apiKey, defaultModel: MODEL, skipTest: true },
  });
  await done(api, 'PUT', `/api/agents/${agentId}/model`, { providerId: provider.id, model: MODEL });
  // Budgets are part of what is measured: one that counts money, and one that counts tokens.
  await postgres.query(
    `INSERT INTO model_prices (id, workspace_id, provider_id, model, input_per_million, output_per_million)
     VALUES ($1, $2, $3, $4, 1, 3)`,
    [randomUUID(), bench, provider.id, MODEL],
  );
  await addBudgets(postgres, bench, agentId);
  const key = `nora_llm_${randomBytes(32).toString('base64url')}`;
  await postgres.query('UPDATE agent_credentials SET model_key_hash = $2 WHERE agent_id = $1', [
    agentId,
    hashOf(key),
  ]);
  return { agentId, key };
}

async function done(api, method, path, body) {
  const answer = await api.call(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function addBudgets(postgres, workspaceId, agentId) {
  for (const [unit, ofAgent, period] of [
    ['usd', null, 'month'],
    ['tokens', agentId, 'day'],
  ]) {
    await postgres.query(
      `INSERT INTO budgets (id, workspace_id, agent_id, name, unit, amount, period)
       VALUES ($1, $2, $3, $4, $4, 1000000000, $5)`,
      [randomUUID(), workspaceId, ofAgent, unit, period],
    );
  }
}

/** How Nora finds the agent of a key. */
function hashOf(key) {
  const purpose = 'nora model key hash';
  const hashKey = Buffer.from(hkdfSync('sha256', Buffer.from(ENCRYPTION_KEY, 'base64'), '', purpose, 32));
  return createHmac('sha256', hashKey).update('model-key').update('\0').update(key).digest('hex');
}
