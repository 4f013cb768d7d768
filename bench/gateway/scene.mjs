// An agent whose gateway is where the bench says.
import { addWorkspaces, askForAgent } from '../admission/workspaces.mjs';
import { NoraApi } from '../support/nora-api.mjs';

/** Makes the agent. @returns how its gateway is reached through Nora */
export async function runningAgent({ apis, postgres }, gatewayPort) {
  const [{ origin }] = apis;
  const api = new NoraApi([origin]);
  const { bench } = await addWorkspaces(postgres, await api.claim(), ['bench']);
  const { agentId } = await askForAgent(api, bench, 'Measured');
  const place = { host: '127.0.0.1', port: gatewayPort };
  await postgres.query(`UPDATE agents SET status = 'running', endpoints = $2 WHERE id = $1`, [
    agentId,
    JSON.stringify({ gateway: place, sidecar: place }),
  ]);
  return {
    port: Number(new URL(origin).port),
    prefix: `/api/agents/${agentId}/gateway`,
    headers: { authorization: `Bearer ${api.token}` },
  };
}
