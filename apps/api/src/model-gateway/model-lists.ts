import { BOUND_MODEL } from '@nora/contracts';
import type { ModelRoute } from '@nora/domain';
import { shapesOf } from '../agent-models/provider-words';
import type { GatewayRoute } from './request/gateway-route';

/** The models that an agent may call by name, in the form of the API that asks. */
export function modelListOf({ choices }: ModelRoute, { shape }: GatewayRoute): object {
  const speaking = choices.filter(({ kind, enabled }) => {
    const isGoogle = shapesOf(kind).includes('google-generate');
    return enabled && isGoogle === (shape === 'google-generate');
  });
  const names = [...new Set(speaking.flatMap(({ model }) => [BOUND_MODEL, model]))];
  if (shape === 'google-generate') {
    const supportedGenerationMethods = ['generateContent', 'streamGenerateContent', 'embedContent'];
    return { models: names.map((name) => ({ name: `models/${name}`, supportedGenerationMethods })) };
  }
  // OpenAI and Anthropic read the same members, and pass over those that they do not know.
  return {
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', type: 'model', owned_by: 'nora', display_name: id })),
    ...{ has_more: false, first_id: names[0] ?? null, last_id: names.at(-1) ?? null },
  };
}
