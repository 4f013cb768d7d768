import type { ReceivedEvent, EventStream } from './event-stream';
import type { Session } from './session';

/** One turn as a client saw it. */
export interface Turn {
  text: string;
  deltas: ReceivedEvent[];
  sessionKey: string;
}

const TURN_TIMEOUT_MS = 120_000;
/** A turn that meets OpenClaw while it replaces its plugins after a start is refused by it; the next one is not. */
const REPLACED_MEANWHILE = /plugin generation was superseded/;

/** Begins a turn and leaves it running. */
export function beginTurn(
  session: Session,
  agentId: string,
  message: string,
  sessionKey?: string,
): Promise<EventStream> {
  return session.client.stream('POST', '/api/agents/{agentId}/gateway/chat', {
    params: { agentId },
    body: { message, ...(sessionKey === undefined ? {} : { sessionKey }) },
  });
}

/** A whole turn; an `error` event fails the test. */
export async function say(
  session: Session,
  agentId: string,
  message: string,
  sessionKey?: string,
): Promise<Turn> {
  const turn = () => endedTurn(session, agentId, message, sessionKey);
  let { stream, last } = await turn();
  if (last.event === 'error' && REPLACED_MEANWHILE.test(JSON.stringify(last.data))) {
    ({ stream, last } = await turn());
  }
  if (last.event === 'error') throw new Error(`the turn failed: ${JSON.stringify(last.data)}`);
  const deltas = stream.events.filter(({ event }) => event === 'delta');
  return {
    text: deltas.map(({ data }) => (data as { text: string }).text).join(''),
    deltas,
    sessionKey: (last.data as { sessionKey: string }).sessionKey,
  };
}

async function endedTurn(
  session: Session,
  agentId: string,
  message: string,
  sessionKey?: string,
): Promise<{ stream: EventStream; last: ReceivedEvent }> {
  const stream = await beginTurn(session, agentId, message, sessionKey);
  const last = await stream.waitFor(
    `the end of the turn “${message}”`,
    ({ event }) => event === 'done' || event === 'error',
    TURN_TIMEOUT_MS,
  );
  await stream.close();
  return { stream, last };
}
