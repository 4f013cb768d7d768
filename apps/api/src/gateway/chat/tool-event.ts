import { asList, asRecord, asText, shortened } from '../rpc/read-value';
import type { ToolEvent } from './chat-event';

/** Characters of a call's input and output that Nora passes on. */
const INPUT_LIMIT = 32_000;
const OUTPUT_LIMIT = 64_000;

/** Arguments of a call, as text. */
export function toolInput(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return shortened(typeof value === 'string' ? value : JSON.stringify(value, null, 2), INPUT_LIMIT);
}

/** What a tool gave back: the text of its content, or the whole as JSON where it has none. */
export function toolOutput(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return shortened(value, OUTPUT_LIMIT);
  const content = Array.isArray(value) ? (value as unknown[]) : asList(asRecord(value)['content']);
  const texts = content.map((part) => asRecord(part)).filter(({ type }) => type === 'text');
  if (texts.length > 0) {
    return shortened(texts.map(({ text }) => asText(text) ?? '').join('\n'), OUTPUT_LIMIT);
  }
  return content.length > 0 ? '' : shortened(JSON.stringify(value, null, 2), OUTPUT_LIMIT);
}

/** Reads a step of a tool call; null where it is none. */
export function readToolEvent(value: unknown): ToolEvent | null {
  const data = asRecord(value);
  const [id, name] = [asText(data['toolCallId']), asText(data['name'])];
  if (!id || !name) return null;
  if (data['phase'] === 'start')
    return { id, name, phase: 'start', ...defined('input', toolInput(data['args'])) };
  if (data['phase'] === 'update') {
    return { id, name, phase: 'update', ...defined('output', toolOutput(data['partialResult'])) };
  }
  if (data['phase'] !== 'result') return null;
  const output = defined('output', toolOutput(data['result']));
  return { id, name, phase: 'result', ...output, isError: data['isError'] === true };
}

function defined<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, string>>;
}
