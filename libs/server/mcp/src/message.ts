import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';

/** Whether something is one JSON-RPC message as MCP knows them. */
export function isMessage(value: unknown): boolean {
  return JSONRPCMessageSchema.safeParse(value).success;
}
