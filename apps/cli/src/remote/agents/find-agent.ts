import { plainLine } from '@nora/contracts';
import { CliError } from '../../system/errors';
import { workspaceOf, type Connection } from '../connect';
import { EXIT } from '../exit-codes';
import type { AgentView } from '../views';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOST_NAMED = 10;

/**
 * An agent by its id, its name, its address, or the beginning of one of them that no other agent has.
 * @throws CliError when there is none, or several
 */
export async function findAgent(connection: Connection, reference: string): Promise<AgentView> {
  const { client } = connection;
  if (UUID.test(reference)) return client.call<AgentView>('GET', `/api/agents/${reference}`);
  const { id } = await workspaceOf(connection);
  return chooseAgent(await client.list<AgentView>(`/api/workspaces/${id}/agents`), reference);
}

/** The one of several that a reference means. */
export function chooseAgent(agents: readonly AgentView[], reference: string): AgentView {
  const wanted = reference.toLowerCase();
  const names = ({ id, name, slug }: AgentView): string[] =>
    [id, name, slug].map((text) => text.toLowerCase());
  const exact = agents.filter((agent) => names(agent).includes(wanted));
  const found =
    exact.length > 0 ? exact : agents.filter((agent) => names(agent).some((text) => text.startsWith(wanted)));
  const [one, ...others] = found;
  if (one === undefined) throw new CliError(`there is no agent "${plainLine(reference)}"`, EXIT.notFound);
  if (others.length === 0) return one;
  const list = found.slice(0, MOST_NAMED).map(({ name, id }) => `  ${plainLine(name)}  ${id}`);
  const more = found.length > MOST_NAMED ? [`  and ${found.length - MOST_NAMED} more`] : [];
  throw new CliError(
    [`"${plainLine(reference)}" may be any of these; name one by its id:`, ...list, ...more].join('\n'),
    EXIT.usage,
  );
}
