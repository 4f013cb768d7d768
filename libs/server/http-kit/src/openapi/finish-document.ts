import { ERROR_STATUS, type ErrorCode } from '@nora/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NOT_REPEATABLE, REPLAYED_HEADER } from '../requests/idempotency';
import { PROBLEM_CODES, byStatus } from './api-problems';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/**
 * Makes an OpenAPI 3.1 document of what Nest generates: `nullable` becomes a type, the codes of
 * `@ApiProblems` become problem answers.
 * @throws Error when two operations have the same id, because the generated client would lose one
 */
export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const json = toTypeArrays(JSON.parse(JSON.stringify(document)) as JsonObject) as JsonObject;
  const seen = new Map<string, string>();
  for (const [path, item] of Object.entries(json['paths'] as JsonObject)) {
    for (const method of METHODS) {
      const operation = (item as JsonObject)[method] as JsonObject | undefined;
      if (!operation) continue;
      const id = operation['operationId'] as string;
      const place = `${method.toUpperCase()} ${path}`;
      if (seen.has(id)) throw new Error(`operationId ${id} is used by ${seen.get(id)} and ${place}`);
      seen.set(id, place);
      const repeatable = isRepeatable(operation, method);
      addProblems(operation, method, repeatable ? REPEATABLE_CODES : []);
      if (repeatable) addIdempotency(operation);
    }
  }
  addProblemSchemas(json);
  return json as unknown as OpenAPIObject;
}

/** Codes of every call that may be repeated under a key. */
const REPEATABLE_CODES: ErrorCode[] = [
  'malformed_request',
  'idempotency_mismatch',
  'idempotency_in_progress',
  'conflict',
];

/** Every changing call of somebody signed in, unless its handler says otherwise. */
function isRepeatable(operation: JsonObject, method: string): boolean {
  const excepted = NOT_REPEATABLE in operation;
  delete operation[NOT_REPEATABLE];
  return method !== 'get' && 'security' in operation && !excepted;
}

function addIdempotency(operation: JsonObject): void {
  const parameters = (operation['parameters'] ??= []) as JsonObject[];
  parameters.push({
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes the call safe to repeat for 24 hours: the same key with the same request gets the answer of the first.',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  });
  const description = '`true` when the answer was given before and is repeated.';
  for (const [status, response] of Object.entries(operation['responses'] as JsonObject)) {
    if (Number(status) >= 300) continue;
    const headers = ((response as JsonObject)['headers'] ??= {}) as JsonObject;
    headers[REPLAYED_HEADER] = { description, schema: { type: 'string', enum: ['true'] } };
  }
}

function addProblems(operation: JsonObject, method: string, more: ErrorCode[]): void {
  const prefix = `${PROBLEM_CODES}-`;
  const codes: ErrorCode[] = ['internal_error', 'service_unavailable', ...more];
  for (const key of Object.keys(operation).filter((name) => name.startsWith(prefix))) {
    const code = key.slice(prefix.length) as ErrorCode;
    const needless = code === 'csrf_failed' && method === 'get';
    if (!needless) codes.push(code);
    delete operation[key];
  }
  if (operation['requestBody']) {
    codes.push('malformed_request', 'forbidden_key', 'payload_too_large', 'unsupported_media_type');
    codes.push('validation_failed');
  }
  const hasQuery = ((operation['parameters'] ?? []) as JsonObject[]).some((entry) => entry['in'] === 'query');
  if (hasQuery) codes.push('forbidden_key', 'validation_failed');
  const responses = operation['responses'] as JsonObject;
  for (const [status, named] of byStatus([...new Set(codes)])) {
    responses[String(status)] ??= {
      description: named.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

function addProblemSchemas(document: JsonObject): void {
  const schemas = ((document['components'] as JsonObject)['schemas'] ??= {}) as JsonObject;
  const text = { type: 'string' };
  schemas['FieldError'] = {
    type: 'object',
    properties: { path: text, code: text, message: text },
    required: ['path', 'code', 'message'],
  };
  const named = {
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'string', format: 'uuid' }, name: text },
      required: ['id', 'name'],
    },
  };
  schemas['Problem'] = {
    type: 'object',
    description: 'A refusal (RFC 9457).',
    properties: {
      ...{ type: text, title: text, status: { type: 'integer' } },
      code: { type: 'string', enum: Object.keys(ERROR_STATUS) },
      detail: text,
      correlationId: text,
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
      deploymentId: { type: 'string', format: 'uuid' },
      challenge: { type: 'string', description: 'Names the log-in that waits for its second factor.' },
      workspaces: { ...named, description: 'Workspaces that only the account owns.' },
      agents: { ...named, description: 'Agents that use the provider.' },
    },
    required: ['type', 'title', 'status', 'code', 'detail', 'correlationId'],
  };
}

/** `nullable` is OpenAPI 3.0; 3.1 says the same with JSON Schema. */
function toTypeArrays(value: Json): Json {
  if (Array.isArray(value)) return value.map(toTypeArrays);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, toTypeArrays(member)]));
  if (nullable !== true) return schema;
  if (typeof schema['type'] === 'string' && !('allOf' in schema) && !('$ref' in schema)) {
    const values = schema['enum'];
    const type = [schema['type'], 'null'];
    return { ...schema, type, ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
  }
  const { allOf, $ref, ...others } = schema;
  // Nest says `type: object` beside a reference, which would refuse the null.
  delete others['type'];
  const inner = Array.isArray(allOf) ? allOf : [{ $ref: $ref ?? null }];
  return { ...others, oneOf: [...inner, { type: 'null' }] };
}
