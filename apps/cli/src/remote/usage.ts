import { CliError } from '../system/errors';
import { findAgent } from './agents/find-agent';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import { EXIT } from './exit-codes';
import { printJson } from '../system/json-text';
import { table } from './output';

interface Used {
  calls: number;
  failed: number;
  refused: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: string;
}

interface UsageView {
  from: string;
  to: string;
  series: { key: string | null; label: string; totals: Used }[];
  totals: Used;
}

const DAYS = 30;

interface UsageOptions extends RemoteOptions {
  by: string;
  from?: string;
  to?: string;
  agent?: string;
}

/** Prints what models were used for within a time. */
export async function showUsage(options: UsageOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const agentId = options.agent === undefined ? undefined : (await findAgent(connection, options.agent)).id;
  const to = timeOf(options.to, new Date());
  const from = timeOf(options.from, new Date(to.getTime() - DAYS * 86_400_000));
  const query = { from: from.toISOString(), to: to.toISOString(), step: 'day', by: options.by, agentId };
  const usage = await connection.client.call<UsageView>('GET', `/api/workspaces/${id}/usage`, { query });
  if (options.json) {
    printJson(usage);
    return;
  }
  const row = (label: string, used: Used): (string | number)[] => [
    ...[label, used.calls, used.failed, used.refused, used.inputTokens, used.outputTokens, used.costUsd],
  ];
  const rows = usage.series.map(({ label, totals }) => row(label, totals));
  if (options.by !== 'none') rows.push(row('together', usage.totals));
  console.log(`From ${usage.from} to ${usage.to}`);
  console.log(
    table([options.by, 'calls', 'failed', 'refused', 'input tokens', 'output tokens', 'USD'], rows),
  );
}

function timeOf(text: string | undefined, otherwise: Date): Date {
  if (text === undefined) return otherwise;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new CliError(`"${text}" is no time like 2026-01-01T00:00:00Z`, EXIT.usage);
  return time;
}
