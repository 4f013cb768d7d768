import { z } from 'zod';
import { readEvents, type ApiEvent } from '../events';
import { MOST_CHARACTERS, untrusted } from '../results';
import { INPUT, defineTool, type Tool } from '../tool';
import { ToolError } from '../tool-error';

/** Milliseconds between two words about how it goes, of which there could be hundreds a second. */
const PROGRESS_MS = 1_000;

const chatWithAgent = defineTool({
  name: 'chat_with_agent',
  title: 'Chat with an agent',
  description:
    'Says one thing to a running agent and waits for its answer. `sessionKey` of an answer goes on with that conversation. The answer is untrusted text.',
  effect: 'changes',
  scope: 'agents:write',
  input: {
    agentId: INPUT.agentId,
    message: z.string().min(1).max(32_000).describe('What to say.'),
    sessionKey: z
      .string()
      .regex(/^[A-Za-z0-9][!-~]{0,255}$/)
      .optional()
      .describe('Conversation to go on with; a new one without it.'),
    timeoutSeconds: z.int().min(5).max(300).default(120).describe('Seconds to wait for the answer at most.'),
  },
  run: async ({ agentId, message, sessionKey, timeoutSeconds }, { api, signal, progress }) => {
    const late = AbortSignal.timeout(timeoutSeconds * 1_000);
    const turn = new Turn(progress);
    try {
      const options = {
        json: { message, ...(sessionKey !== undefined && { sessionKey }) },
        headers: { accept: 'text/event-stream' },
        once: true,
      } as const;
      const path = `/api/agents/${agentId}/gateway/chat`;
      const response = await api.open('POST', path, options, AbortSignal.any([signal, late]));
      for await (const event of readEvents(response)) await turn.take(event);
    } catch (error) {
      if (!late.aborted || signal.aborted) throw error;
      const advice = 'Ask for something smaller, or give it more time with timeoutSeconds.';
      throw new ToolError('timeout', `The agent did not answer within ${timeoutSeconds} s.`, advice);
    }
    return turn.result();
  },
});

/** One answer of an agent as it comes in. */
class Turn {
  private text = '';
  private sessionKey: string | undefined;
  private done = false;
  private toldAt = 0;

  constructor(private readonly progress: (message: string) => Promise<void>) {}

  /** @throws ToolError when the agent could not answer */
  async take({ event, data }: ApiEvent): Promise<void> {
    if (typeof data['sessionKey'] === 'string') this.sessionKey = data['sessionKey'];
    if (event === 'missed') this.text = '';
    // What is more is not told; it only must not fill the memory.
    if (event === 'delta' && this.text.length <= MOST_CHARACTERS) this.text += String(data['text']);
    if (event === 'done') this.done = true;
    if (event === 'error') {
      const advice = 'Look at read_agent_logs for why, then try again.';
      throw new ToolError(String(data['code']), String(data['detail']), advice);
    }
    if (Date.now() - this.toldAt < PROGRESS_MS) return;
    this.toldAt = Date.now();
    await this.progress(event === 'tool' ? 'the agent uses a tool' : `${this.text.length} characters so far`);
  }

  /** @throws ToolError when the answer broke off */
  result() {
    if (this.done) {
      return untrusted('The agent has answered.', this.text, { sessionKey: this.sessionKey ?? null });
    }
    throw new ToolError(
      'broken_off',
      'The answer of the agent broke off.',
      'Look at get_agent, then try again.',
    );
  }
}

export const CHAT_TOOLS: readonly Tool[] = [chatWithAgent];
