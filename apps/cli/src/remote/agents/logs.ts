import { plainText } from '@nora/contracts';
import { CliError } from '../../system/errors';
import { connect, type RemoteOptions } from '../connect';
import { followEvents, readEvents, type StreamEvent } from '../event-stream';
import { EXIT } from '../exit-codes';
import { interruption } from '../interruption';
import { jsonText } from '../../system/json-text';
import { findAgent } from './find-agent';

export interface LogsOptions extends RemoteOptions {
  follow?: true;
  tail: number;
  level?: string;
  search?: string;
  since?: string;
}

/** Prints what an agent wrote, and what it writes while somebody looks. */
export async function showLogs(reference: string, options: LogsOptions): Promise<void> {
  const { follow = false, tail, level, search, json } = options;
  const connection = connect(options);
  const { client } = connection;
  const { id } = await findAgent(connection, reference);
  const query = { tail, level, q: search, since: timeOf(options.since), follow };
  const path = `/api/agents/${id}/logs`;
  const signal = interruption();
  try {
    const events = follow
      ? followEvents(client, path, { query, signal })
      : readEvents(
          await client.stream('GET', path, { query, signal, headers: { accept: 'text/event-stream' } }),
        );
    for await (const event of events) if (!show(event, json)) return;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) process.exitCode = EXIT.interrupted;
}

/** @returns whether more is to come */
function show({ event, data }: StreamEvent, json: true | undefined): boolean {
  const said = JSON.parse(data) as Record<string, unknown>;
  if (event === 'line') {
    const at = typeof said['at'] === 'string' ? `${said['at']} ` : '';
    console.log(json ? jsonText(said) : `${at}${plainText(String(said['text']))}`);
  } else if (event === 'dropped') {
    console.error(
      `nora: ${typeof said['count'] === 'number' ? said['count'] : 'some'} lines were left out, because they came too fast`,
    );
  }
  return event !== 'end';
}

function timeOf(since: string | undefined): string | undefined {
  if (since === undefined) return undefined;
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw new CliError(`"${since}" is no time like 2026-01-31T12:00:00Z`, EXIT.usage);
  return new Date(time).toISOString();
}
