// The workspace that the benchmark fills.
import { NoraApi } from '../support/nora-api.mjs';
import { rounded } from '../support/figures.mjs';

/** Claims the server. @returns a signed-in caller and the workspace that came with the account */
export async function openWorkspace({ apis }) {
  const api = new NoraApi(apis.map(({ origin }) => origin));
  await api.claim();
  const [workspace] = (await api.call('GET', '/api/workspaces')).body.items;
  return { api, workspace };
}

/** Reads what a plan reads, one page after the other. @returns seconds */
export async function readLists(api, { id }) {
  const begun = performance.now();
  for (const list of ['providers', 'budgets', 'agents', 'agent-models', 'members', 'invitations']) {
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/api/workspaces/${id}/${list}?limit=200${cursor}`);
      cursor = body.nextCursor === null ? null : `&cursor=${body.nextCursor}`;
    } while (cursor !== null);
  }
  return rounded((performance.now() - begun) / 1000, 2);
}
