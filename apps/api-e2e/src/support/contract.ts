import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

type Schema = Record<string, unknown>;
interface MediaType {
  schema?: Schema;
}
interface Operation {
  responses: Record<string, { content?: Record<string, MediaType> }>;
}
interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: Schema;
}

/** What is compared with the OpenAPI document. */
export interface ObservedAnswer {
  status: number;
  /** Without parameters; null when there is no body. */
  mediaType: string | null;
  /** Parsed JSON, or undefined for other bodies. */
  json: unknown;
}

/**
 * The OpenAPI document of the instance. Answers must be documented by status and media type, and hold the
 * members that are documented and no others.
 */
export class Contract {
  private readonly ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly components: unknown;

  constructor(readonly document: OpenApiDocument) {
    this.components = closed(document.components);
  }

  static async of(url: string): Promise<Contract> {
    const response = await fetch(`${url}/api/openapi.json`);
    if (!response.ok) throw new Error(`the OpenAPI document answers ${response.status}`);
    return new Contract((await response.json()) as OpenApiDocument);
  }

  /** @throws Error that says in which way an answer is not the documented one */
  check(method: string, path: string, { status, mediaType, json }: ObservedAnswer): void {
    const place = `${method} ${path} → ${status}`;
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) throw new Error(`${method} ${path} is not in the OpenAPI document`);
    const documented = operation.responses[String(status)];
    if (documented === undefined) throw new Error(`${place} is not documented: ${JSON.stringify(json)}`);
    if (mediaType === null) {
      if (documented.content !== undefined) throw new Error(`${place} has no body, but one is documented`);
      return;
    }
    const media = documented.content?.[mediaType];
    if (media === undefined) throw new Error(`${place} is documented without ${mediaType}`);
    if (json === undefined) return;
    if (media.schema === undefined) throw new Error(`${place} is documented without a schema`);
    const validate = this.validator(`${place} ${mediaType}`, media.schema);
    if (!validate(json)) {
      const faults = this.ajv.errorsText(validate.errors, { dataVar: 'body', separator: '\n' });
      throw new Error(`${place} is not as documented:\n${faults}\n${JSON.stringify(json, null, 2)}`);
    }
  }

  private validator(key: string, schema: Schema): ValidateFunction {
    const known = this.validators.get(key);
    if (known) return known;
    const validate = this.ajv.compile({ ...(closed(schema) as Schema), components: this.components });
    this.validators.set(key, validate);
    return validate;
  }
}

/** The same schema, in which no object may have members that are not named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const names = 'properties' in members && members['type'] === 'object';
  return names && !('additionalProperties' in members)
    ? { ...members, additionalProperties: false }
    : members;
}
