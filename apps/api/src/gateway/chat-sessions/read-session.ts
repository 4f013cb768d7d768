import { asInstant, asRecord, asText, shortened } from '../rpc/read-value';
import type { ChatSessionDto } from './chat-session.dto';

const TITLE_LIMIT = 200;
const PREVIEW_LIMIT = 200;

/** Reads a conversation as OpenClaw lists it; null where it has no key. */
export function readSession(value: unknown): ChatSessionDto | null {
  const row = asRecord(value);
  const key = asText(row['key']);
  if (key === null) return null;
  const title = asText(row['label']) ?? asText(row['displayName']) ?? asText(row['derivedTitle']);
  const preview = asText(row['lastMessagePreview']);
  const [provider, model] = [asText(row['modelProvider']), asText(row['model'])];
  return {
    key,
    title: title && shortened(title, TITLE_LIMIT),
    preview: preview && shortened(preview, PREVIEW_LIMIT),
    updatedAt: asInstant(row['lastInteractionAt']) ?? asInstant(row['updatedAt']),
    running: row['hasActiveRun'] === true,
    model: model && (provider ? `${provider}/${model}` : model),
  };
}
