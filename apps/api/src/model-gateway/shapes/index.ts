import type { ModelApiShape } from '@nora/contracts';
import { ANTHROPIC_MESSAGES } from './anthropic-messages';
import { GOOGLE_GENERATE } from './google-generate';
import type { ModelApi } from './model-api';
import { OPENAI_CHAT } from './openai-chat';
import { OPENAI_RESPONSES } from './openai-responses';

/** The APIs that models are called in, by shape. */
export const MODEL_APIS: Readonly<Record<ModelApiShape, ModelApi>> = {
  'openai-chat': OPENAI_CHAT,
  'openai-responses': OPENAI_RESPONSES,
  'anthropic-messages': ANTHROPIC_MESSAGES,
  'google-generate': GOOGLE_GENERATE,
};
