import { BOUND_MODEL, type ModelApiShape } from '@nora/contracts';
import type { ModelRoute, ModelRouteChoice } from '@nora/domain';
import { shapesOf } from '../../agent-models/provider-words';
import { priceOf, type ModelPrice } from '../../models/pricing';
import type { AskedCall } from '../request/asked-call';
import { LOCKED, type Refusal } from '../shapes/model-api';

/** Somebody who may answer a call. */
export interface ChainLink {
  choice: ModelRouteChoice;
  /** By the provider's own name. */
  model: string;
  /** Null where nobody knows it. */
  price: ModelPrice | null;
}

export type Chain = [ChainLink, ...ChainLink[]];

/** Who is to answer a call, first to last; or why nobody can. */
export function chainFor(route: ModelRoute, asked: AskedCall): Chain | Refusal {
  const speaking = route.choices.filter(({ kind }) => shapesOf(kind).includes(asked.api.shape));
  if (speaking.length === 0) return wrongApi(route);
  const able = asked.route.act === 'embed' ? speaking.filter(({ kind }) => kind !== 'demo') : speaking;
  const wanted = asked.route.act === 'embed' ? able : fromNamed(able, asked.model);
  if (asked.route.act === 'embed' && able.length === 0) return noEmbeddings();
  const [first, ...fallbacks] = wanted
    .filter(({ enabled }) => enabled)
    .map((choice) => linkOf(choice, asked));
  if (first) return [first, ...fallbacks.filter((link) => link.price || route.unknownPrice === 'allow')];
  return wanted.length === 0 ? notAllowed(asked.model) : switchedOff();
}

function fromNamed(choices: ModelRouteChoice[], model: string): ModelRouteChoice[] {
  if (model === BOUND_MODEL) return choices;
  const at = choices.findIndex((choice) => choice.model === model);
  return at < 0 ? [] : choices.slice(at);
}

/** Embeddings are of a model of their own, which the request names. */
function linkOf(choice: ModelRouteChoice, asked: AskedCall): ChainLink {
  const isNamed = asked.route.act === 'embed' && asked.model !== BOUND_MODEL;
  const model = isNamed ? asked.model : choice.model;
  return { choice, model, price: priceOf(choice.kind, model, choice.prices[model] ?? null) };
}

const ADDRESSES: Record<ModelApiShape, string> = {
  'openai-chat': '/llm/v1/chat/completions',
  'openai-responses': '/llm/v1/responses',
  'anthropic-messages': '/llm/v1/messages',
  'google-generate': '/llm/v1beta/models',
};

function wrongApi({ choices: [{ kind, name }] }: ModelRoute): Refusal {
  const there = shapesOf(kind).map((shape) => ADDRESSES[shape]);
  const message = `The provider of this agent, “${name}”, is called at ${there.join(' or ')}.`;
  return { status: 400, code: 'wrong_api', message };
}

function noEmbeddings(): Refusal {
  const message = 'The built-in demo model makes no embeddings. Choose a provider for this agent in Nora.';
  return { status: 400, code: 'unsupported', message };
}

function notAllowed(model: string): Refusal {
  const message = `This agent may not call the model “${model}”. Ask for “${BOUND_MODEL}”: which model that is, is chosen in Nora.`;
  return { status: 403, code: 'model_not_allowed', message };
}

function switchedOff(): Refusal {
  const message = 'The provider of this agent is switched off in Nora.';
  return { status: LOCKED, code: 'provider_disabled', message };
}
