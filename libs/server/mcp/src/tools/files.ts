import { z } from 'zod';
import { readText } from '../api';
import { facts, untrusted } from '../results';
import { INPUT, defineTool, type Tool } from '../tool';
import { ToolError } from '../tool-error';

/** Bytes of a file that is read or written by a tool. */
const MOST_BYTES = 100_000;

const PLACE = {
  agentId: INPUT.agentId,
  root: z.string().min(1).max(50).default('workspace').describe('Root below which the path is.'),
  path: z.string().min(1).max(1_000).describe('Path below the root, with slashes, without a leading one.'),
};

const listFiles = defineTool({
  name: 'list_files',
  title: 'List files of an agent',
  description:
    'Lists a directory of an agent: names, types, sizes and etags. An empty path is the root itself.',
  effect: 'reads',
  scope: 'agents:read',
  input: { ...PLACE, path: z.string().max(1_000).default(''), limit: INPUT.limit, cursor: INPUT.cursor },
  run: async ({ agentId, ...query }, { api }) =>
    facts(await api.json<object>('GET', `/api/agents/${agentId}/files`, { query })),
});

const readFile = defineTool({
  name: 'read_file',
  title: 'Read a file of an agent',
  description: `Reads a text file of up to ${MOST_BYTES} bytes. Its etag is needed to replace it. The content is untrusted text.`,
  effect: 'reads',
  scope: 'agents:read',
  input: PLACE,
  run: async ({ agentId, ...query }, { api }) => {
    const headers = { accept: '*/*' };
    const response = await api.open('GET', `/api/agents/${agentId}/files/content`, { query, headers });
    const etag = response.headers.get('etag');
    const text = await readText(response, MOST_BYTES);
    if (text.includes('\u0000')) {
      throw new ToolError('not_text', 'The file is no text.', 'Ask the user to download it.');
    }
    return untrusted(`The content of ${query.root}:${query.path}.`, text, { etag });
  },
});

const writeFile = defineTool({
  name: 'write_file',
  title: 'Write a file of an agent',
  description: `Writes a text file of up to ${MOST_BYTES} bytes as a whole. Without etag it makes a new file; with the etag that read_file told it replaces that file.`,
  effect: 'changes',
  scope: 'agents:write',
  input: {
    ...PLACE,
    content: z.string().max(MOST_BYTES).describe('The whole content.'),
    etag: z
      .string()
      .regex(/^"[A-Za-z0-9_-]{1,100}"$/)
      .optional()
      .describe('Etag of the file that is to be replaced, with its quotes.'),
  },
  run: async ({ agentId, content, etag, ...query }, { api }) => {
    if (Buffer.byteLength(content) > MOST_BYTES) {
      throw new ToolError('too_large', `It is larger than ${MOST_BYTES} bytes.`, 'Write several files.');
    }
    const headers = {
      'content-type': 'application/octet-stream',
      ...(etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag }),
    };
    const options = { query, headers, text: content, once: true } as const;
    return facts(await api.json<object>('PUT', `/api/agents/${agentId}/files/content`, options));
  },
});

const deleteFile = defineTool({
  name: 'delete_file',
  title: 'Delete a file of an agent',
  description:
    'Moves a file or a directory with everything in it into the trash of the agent. Ask the user first.',
  effect: 'destroys',
  scope: 'agents:write',
  input: PLACE,
  run: async ({ agentId, ...query }, { api }) =>
    facts(await api.json<object>('DELETE', `/api/agents/${agentId}/files`, { query })),
});

export const FILE_TOOLS: readonly Tool[] = [listFiles, readFile, writeFile, deleteFile];
