import { asInstant, asList, asRecord, asText } from '../rpc/read-value';
import type { CapableChannelDto } from './capabilities.dto';
import type { ChannelState } from './capability-words';
import { lineOf, type Listing } from './listing';

const CHANNEL_LIMIT = 200;
const NAME_LIMIT = 120;

/**
 * Reads what `channels.status` answers. What a channel says of an error stays behind: the addresses in it often hold the
 * token of a bot.
 */
export function readChannels(answer: unknown): Listing<CapableChannelDto> | null {
  const status = asRecord(answer);
  if (!Array.isArray(status['channelOrder'])) return null;
  const [accounts, labels] = [asRecord(status['channelAccounts']), asRecord(status['channelLabels'])];
  const names = [...asList(status['channelOrder']), ...Object.keys(accounts)];
  const found: CapableChannelDto[] = [];
  for (const key of new Set(names.flatMap((name) => asText(name) ?? []))) {
    const id = lineOf(key, NAME_LIMIT);
    if (id === null) continue;
    const label = lineOf(labels[key], NAME_LIMIT) ?? id;
    const rows = asList(accounts[key]).map((account) => readAccount(account, { id, label }));
    found.push(...(rows.length > 0 ? rows : [readAccount({ configured: false }, { id, label })]));
  }
  return { items: found.slice(0, CHANNEL_LIMIT), more: Math.max(0, found.length - CHANNEL_LIMIT) };
}

function readAccount(value: unknown, channel: Pick<CapableChannelDto, 'id' | 'label'>): CapableChannelDto {
  const row = asRecord(value);
  return {
    ...channel,
    ...{ account: lineOf(row['accountId'], NAME_LIMIT), state: stateOf(row) },
    lastReceivedAt: asInstant(row['lastInboundAt']),
    lastSentAt: asInstant(row['lastOutboundAt']),
  };
}

function stateOf(row: Record<string, unknown>): ChannelState {
  if (row['configured'] === false) return 'not-configured';
  if (row['enabled'] === false) return 'disabled';
  if (row['connected'] === true) return 'connected';
  if (asText(row['lastError']) !== null) return 'failing';
  return row['running'] === true ? 'running' : 'stopped';
}
