import { MODEL_APIS } from '../shapes';
import {
  isObject,
  objectIn,
  type JsonObject,
  type ModelApi,
  type Refusal,
  type RequestFacts,
} from '../shapes/model-api';
import type { GatewayRoute } from './gateway-route';
import { findMembers, RepeatedMemberError, type JsonMember } from './json-members';
import { weigh, type InputWeight } from './weigh';

/** A call that an agent asks for, read as far as Nora needs. */
export interface AskedCall extends RequestFacts {
  route: GatewayRoute;
  api: ModelApi;
  /** By the name that the agent uses. */
  model: string;
  weight: InputWeight;
  /** Whether the agent itself wants the stream to tell what was used: OpenAI Chat Completions. */
  wantsUsageEvent: boolean;
  body: Buffer;
  /** Where in the body the members are that Nora may have to set. */
  members: ReadonlyMap<string, JsonMember>;
  streamOptions: JsonObject;
}

/** What of the outermost object decides over what a call may do, and cost. */
const DECISIVE = new Set([
  ...['model', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
  ...['messages', 'input', 'contents', 'generationConfig', 'generation_config'],
]);

/** @returns a refusal where the body is not one of the API */
export function readCall(route: GatewayRoute, body: Buffer): AskedCall | Refusal {
  try {
    const request: unknown = JSON.parse(body.toString('utf8'));
    if (!isObject(request)) return malformed('The request must be a JSON object.');
    const model = route.model ?? request['model'];
    if (typeof model !== 'string' || model === '') return malformed('The request must name a “model”.');
    const api = MODEL_APIS[route.shape];
    const facts = api.read(request);
    const streamOptions = objectIn(request, 'stream_options');
    return {
      ...{ route, api, model, body, streamOptions, ...facts },
      streamed: route.act === 'generate' && (route.streamed || facts.streamed),
      wantsUsageEvent: streamOptions['include_usage'] === true,
      weight: weigh(request),
      members: findMembers(body.toString('latin1'), DECISIVE),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('The request is not well-formed JSON.');
    if (error instanceof RangeError) return malformed('The request is nested too deeply.');
    if (error instanceof RepeatedMemberError) return malformed(`In the request, ${error.message}.`);
    throw error;
  }
}

/**
 * The body as a provider gets it: as it came, but for the model's name, and the wish to be told what was used.
 * @param wishUsage whether the provider is to tell it in its stream
 */
export function bodyFor(asked: AskedCall, model: string, wishUsage: boolean): Buffer {
  const changes: [JsonMember, unknown][] = [];
  const named = asked.members.get('model');
  if (named && asked.model !== model) changes.push([named, model]);
  if (!wishUsage || asked.wantsUsageEvent) return spliced(asked.body, changes);
  const options = { ...asked.streamOptions, include_usage: true };
  const there = asked.members.get('stream_options');
  if (there) return spliced(asked.body, [...changes, [there, options]]);
  const first = asked.body.indexOf('{') + 1;
  const added = Buffer.from(`"stream_options":${JSON.stringify(options)},`);
  const rest = spliced(asked.body, changes);
  return Buffer.concat([rest.subarray(0, first), added, rest.subarray(first)]);
}

function spliced(body: Buffer, changes: [JsonMember, unknown][]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [{ from, to }, value] of changes.sort(([a], [b]) => a.from - b.from)) {
    pieces.push(body.subarray(at, from), Buffer.from(JSON.stringify(value)));
    at = to;
  }
  return at === 0 ? body : Buffer.concat([...pieces, body.subarray(at)]);
}

function malformed(message: string): Refusal {
  return { status: 400, code: 'invalid_request', message };
}
