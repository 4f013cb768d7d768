import type { ModelProviderKind } from '@nora/contracts';

/** A model that a provider lists, with what it says of it. */
export interface ListedModel {
  id: string;
  name: string | null;
  /** Tokens that fit in; null where the list does not tell. */
  contextWindow: number | null;
  maxOutputTokens: number | null;
}

const MOST = 5_000;
const LONGEST_ID = 200;

/**
 * Reads a list of models: `{data: […]}` of OpenAI and of those that do likewise, Anthropic among them, a bare array
 * (Together AI), or `{models: […]}` of Google.
 * @returns null when it is none of them
 */
export function readListedModels(kind: ModelProviderKind, body: unknown): ListedModel[] | null {
  const entries = Array.isArray(body) ? body : membersOf(body)[kind === 'google' ? 'models' : 'data'];
  if (!Array.isArray(entries)) return null;
  const models = entries.slice(0, MOST).flatMap((entry: unknown) => readModel(kind, membersOf(entry)));
  return [...new Map(models.map((model) => [model.id, model])).values()].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

function readModel(kind: ModelProviderKind, entry: Record<string, unknown>): ListedModel[] {
  const google = kind === 'google';
  const id = google ? textOf(entry['name'])?.replace(/^models\//, '') : textOf(entry['id']);
  if (id === undefined || id.length > LONGEST_ID || /[\s\p{Cc}]/u.test(id)) return [];
  const methods = entry['supportedGenerationMethods'];
  if (google && Array.isArray(methods) && !methods.includes('generateContent')) return [];
  const name =
    textOf(entry[google ? 'displayName' : 'display_name']) ?? (google ? undefined : textOf(entry['name']));
  return [
    {
      id,
      name: name === undefined || name === id ? null : name.slice(0, LONGEST_ID),
      contextWindow: countOf(entry, [
        'inputTokenLimit',
        'context_length',
        'context_window',
        'max_context_length',
        'max_model_len',
      ]),
      maxOutputTokens: countOf(entry, ['outputTokenLimit', 'max_completion_tokens', 'max_output_tokens']),
    },
  ];
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function countOf(entry: Record<string, unknown>, names: string[]): number | null {
  const found = names
    .map((name) => entry[name])
    .find((value) => Number.isSafeInteger(value) && Number(value) > 0);
  return found === undefined ? null : Number(found);
}
