import type { ApiKeyScope } from '@nora/contracts';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Api } from './api';
import { ToolError } from './tool-error';

/** What a tool works with while it is used. */
export interface ToolContext {
  api: Api;
  /** Ends when the client gives up. */
  signal: AbortSignal;
  /** Tells the client how it goes, if it wants to know. */
  progress: (message: string) => Promise<void>;
  /**
   * The workspace that was named, or the one of the credential.
   * @throws ToolError when neither says
   */
  workspace: (named: string | undefined) => string;
}

/** What a tool does to what there is. */
export type Effect = 'reads' | 'changes' | 'destroys';

/** A tool, ready to be listed and used. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  /** Whether doing it twice does no more than doing it once. */
  idempotent: boolean;
  /** Scope that an API key needs for it. */
  scope: ApiKeyScope;
  inputSchema: Record<string, unknown>;
  /** @throws ToolError also for an input that is not as the schema says */
  use(input: unknown, context: ToolContext): Promise<CallToolResult>;
}

interface Definition<Shape extends z.ZodRawShape> extends Omit<Tool, 'inputSchema' | 'use' | 'idempotent'> {
  idempotent?: boolean;
  input: Shape;
  run: (input: z.output<z.ZodObject<Shape>>, context: ToolContext) => Promise<CallToolResult>;
}

export function defineTool<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Tool {
  const { input, run, idempotent = definition.effect === 'reads', ...rest } = definition;
  const schema = z.strictObject(input) as unknown as z.ZodObject<Shape>;
  return {
    ...rest,
    idempotent,
    inputSchema: z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }),
    use: (given, context) => {
      const parsed = schema.safeParse(given ?? {});
      if (parsed.success) return run(parsed.data, context);
      const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new ToolError('invalid_input', faults.join('; '), 'Correct the input.');
    },
  };
}

/** Inputs that many tools share. */
export const INPUT = {
  agentId: z.uuid().describe('Id of the agent, as list_agents tells it.'),
  deploymentId: z.uuid().describe('Id of the deployment, as the tool that began it told.'),
  workspaceId: z
    .uuid()
    .optional()
    .describe('Id of a workspace. May be left out where the credential belongs to one workspace.'),
  limit: z.int().min(1).max(100).default(50).describe('Items at most.'),
  cursor: z.string().max(1_000).optional().describe('`nextCursor` of the answer before, for the next page.'),
};
