import {
  BUDGET_ACTIONS,
  BUDGET_PERIODS,
  BUDGET_UNITS,
  DRIFT_POLICIES,
  LOOP_ACTIONS,
  MODEL_DELIVERIES,
  MODEL_PROVIDER_KIND_IDS,
  WORKSPACE_ROLES,
} from '@nora/contracts';
import { RUNTIME_FAMILIES, SANDBOX_PROFILES } from '@nora/runtime-contract';

/** What the schema is called. It lies in `docs/fleet.schema.json`. */
export const SCHEMA_ID = 'urn:nora:fleet:v1';

type Schema = Record<string, unknown>;

const closed = (description: string, required: string[], properties: Schema): Schema => ({
  ...{ type: 'object', description, required, additionalProperties: false, properties },
});
const nameUpTo = (maxLength: number, description: string): Schema => ({
  ...{ type: 'string', minLength: 1, maxLength, pattern: '^[^\\p{Cc}]*$', description },
});
const modelName: Schema = {
  ...{ type: 'string', minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}\\s]*$' },
  description: 'The model, as its provider names it.',
};
const providerOfModel: Schema = {
  ...nameUpTo(80, 'Name of a provider of the file or the workspace; demo is the built-in one.'),
};

const provider = closed('Somebody who runs models.', ['name', 'kind', 'defaultModel'], {
  name: nameUpTo(80, 'Identifies it.'),
  kind: { enum: MODEL_PROVIDER_KIND_IDS, description: 'Cannot be changed later.' },
  defaultModel: { ...modelName, description: 'The model that agents get which name none.' },
  baseUrl: {
    ...{ type: ['string', 'null'], minLength: 1, maxLength: 500, pattern: '^https?://' },
    description: 'Up to and with the version; null for the address of its kind.',
  },
  enabled: { type: 'boolean', description: 'While it is false, calls are refused or go to a fallback.' },
  isDefault: { type: 'boolean', description: 'Whether new agents get it that name none.' },
  keyFrom: {
    description: 'Where its key is had from. The key itself never stands in the file.',
    oneOf: [
      closed('A variable of the environment of the command.', ['env'], {
        env: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 200 },
      }),
      closed('A file; a path that is not absolute counts from the fleet file.', ['file'], {
        file: { type: 'string', minLength: 1, maxLength: 4096 },
      }),
    ],
  },
});

const budget = closed('How much models may be used.', ['name', 'unit', 'amount', 'period'], {
  name: nameUpTo(80, 'Identifies it, together with its agent.'),
  agent: nameUpTo(80, 'Name of the agent it is for. Absent: the whole workspace.'),
  unit: { enum: BUDGET_UNITS, description: 'Cannot be changed later.' },
  amount: {
    anyOf: [
      { type: 'string', pattern: '^(?=.*[1-9])\\d{1,12}(\\.\\d{1,6})?$' },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1e12 },
    ],
    description: 'The limit: USD with up to six decimals, or a whole number of tokens.',
  },
  period: { enum: BUDGET_PERIODS },
  thresholds: {
    ...{ type: 'array', maxItems: 10, uniqueItems: true },
    items: { type: 'integer', minimum: 1, maximum: 99 },
    description: 'Percent of the limit at which it is told.',
  },
  action: { enum: BUDGET_ACTIONS, description: 'What happens at the limit.' },
  enabled: { type: 'boolean' },
});

const binding = closed('What the agent is bound to.', ['provider', 'model'], {
  provider: providerOfModel,
  model: modelName,
  fallbacks: {
    ...{ type: 'array', maxItems: 5 },
    items: closed('A model that is asked when those before it do not answer.', ['provider', 'model'], {
      ...{ provider: providerOfModel, model: modelName },
    }),
    description: 'Asked in this order.',
  },
  delivery: { enum: MODEL_DELIVERIES },
  loop: closed('When it is in a loop, and what is done then.', ['action', 'times', 'minutes'], {
    action: { enum: LOOP_ACTIONS },
    times: { type: 'integer', minimum: 2, maximum: 1000 },
    minutes: { type: 'integer', minimum: 1, maximum: 1440 },
  }),
});

const agent = closed('An agent.', ['name', 'runtimeFamily', 'deployTarget', 'sandboxProfile', 'resources'], {
  name: nameUpTo(80, 'Identifies it.'),
  runtimeFamily: { type: 'string', maxLength: 100, examples: RUNTIME_FAMILIES },
  deployTarget: { type: 'string', maxLength: 100, examples: ['docker', 'k8s', 'process'] },
  sandboxProfile: { type: 'string', maxLength: 100, examples: SANDBOX_PROFILES },
  resources: closed('What its runtime may use.', ['vcpu', 'ramMb'], {
    vcpu: { type: 'number', minimum: 0.25, maximum: 16 },
    ramMb: { type: 'integer', minimum: 1536, maximum: 65_536 },
    diskGb: { type: ['integer', 'null'], minimum: 1, maximum: 500, description: 'Null for no limit.' },
  }),
  desiredState: { enum: ['running', 'stopped'] },
  driftPolicy: { enum: DRIFT_POLICIES },
  model: binding,
});

const member = closed('Who belongs to the workspace.', ['email', 'role'], {
  email: { type: 'string', format: 'email', maxLength: 254 },
  role: { enum: WORKSPACE_ROLES },
});

const listOf = (items: Schema, description: string): Schema => ({
  ...{ type: 'array', maxItems: 10_000, items, description },
});

/** What a fleet file may say. `docs/fleet.schema.json` is this, for editors. */
export const FLEET_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: SCHEMA_ID,
  title: 'Nora fleet file',
  ...closed('What one workspace is to hold. What the file does not say is left as it is.', ['apiVersion'], {
    $schema: { type: 'string', description: 'For editors.' },
    apiVersion: { const: 'nora/v1' },
    workspace: { type: 'string', minLength: 1, maxLength: 100, description: 'Slug or id.' },
    providers: listOf(provider, 'Whom models are had from.'),
    budgets: listOf(budget, 'What models may cost.'),
    agents: listOf(agent, 'Agents.'),
    members: listOf(member, 'Members and invitations.'),
  }),
};
