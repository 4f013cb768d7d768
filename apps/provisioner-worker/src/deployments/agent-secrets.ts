import { DEMO_MODEL, type ModelDelivery, type ModelProviderKind } from '@nora/contracts';
import { SealedValues, type SealContext } from '@nora/crypto';
import { AgentCredential, AgentSecret, ModelProvider, sealContext, type RedeployMark } from '@nora/domain';
import type { RuntimeModel, RuntimeSecrets } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What an agent's runtime is given, in the clear; it lives in memory only. */
export interface AgentSecrets {
  gatewayToken: string;
  sidecarToken: string;
  modelKey: string;
  /** The provider's own key, where it is delivered into the runtime; else null. */
  providerKey: string | null;
  model: RuntimeModel;
  /** Variables that the agent was given, by name. */
  variables: Record<string, string>;
  /** Since when something is wanted in the runtime, as it was when all this was read. */
  mark: RedeployMark;
}

/** A provider that asks for no key still gets something in its place. */
const NO_KEY = 'no-key';

/** A shorter value stands in too many texts that do not tell it. */
const SHORTEST_TOLD = 6;

/** The secrets of a runtime: its model key is the provider's own where delivery is direct. */
export function runtimeSecretsOf(secrets: AgentSecrets): RuntimeSecrets {
  const { gatewayToken, sidecarToken, modelKey, providerKey } = secrets;
  return { gatewayToken, sidecarToken, modelKey: providerKey ?? modelKey };
}

/** Every text that must not be told, the longest first; of one with several lines, also each line. */
export function secretTextsOf(secrets: AgentSecrets): string[] {
  const { modelKey, variables } = secrets;
  const values = [...Object.values(runtimeSecretsOf(secrets)), modelKey, ...Object.values(variables)];
  const texts = values.flatMap((value) => [
    value,
    ...value.split(/\r?\n/),
    JSON.stringify(value).slice(1, -1),
  ]);
  const told = new Set(texts.map((text) => text.trim()).filter((text) => text.length >= SHORTEST_TOLD));
  return [...told].sort((a, b) => b.length - a.length);
}

interface Row {
  mark: RedeployMark;
  gateway_token: string;
  sidecar_token: string;
  model_key: string;
  delivery: ModelDelivery | null;
  model: string | null;
  provider_id: string | null;
  kind: ModelProviderKind | null;
  base_url: string | null;
  api_key: string | null;
  variables: { id: string; name: string; value: string }[];
}

/** One statement, so that all of it is of one moment. */
const GIVEN = `SELECT a.redeploy_wanted_at::text AS mark, c.gateway_token, c.sidecar_token, c.model_key,
    m.delivery, m.model, p.id AS provider_id, p.kind, p.base_url, p.api_key,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'value', s.value) ORDER BY s.name)
      FROM agent_secrets s WHERE s.agent_id = a.id), '[]') AS variables
  FROM agents a JOIN agent_credentials c ON c.agent_id = a.id
  LEFT JOIN agent_models m ON m.agent_id = a.id LEFT JOIN model_providers p ON p.id = m.provider_id
  WHERE a.id = $1`;

/** Opens what is sealed for the runtimes of agents. */
@Injectable()
export class AgentSecretsReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealedValues: SealedValues,
  ) {}

  /** Null for an agent that was deleted: its credentials went first. */
  async read(agentId: string): Promise<AgentSecrets | null> {
    const [row] = await this.dataSource.query<Row[]>(GIVEN, [agentId]);
    if (!row) return null;
    const open = (sealed: string, context: SealContext) => this.sealedValues.open(sealed, context);
    const credential = (property: 'gatewayToken' | 'sidecarToken' | 'modelKey') =>
      sealContext(AgentCredential, property, agentId);
    return {
      gatewayToken: open(row.gateway_token, credential('gatewayToken')),
      sidecarToken: open(row.sidecar_token, credential('sidecarToken')),
      modelKey: open(row.model_key, credential('modelKey')),
      providerKey: this.providerKey(row),
      model: modelOf(row),
      variables: Object.fromEntries(
        row.variables.map(({ id, name, value }) => [
          name,
          open(value, sealContext(AgentSecret, 'value', id)),
        ]),
      ),
      mark: row.mark,
    };
  }

  private providerKey({ delivery, provider_id, api_key }: Row): string | null {
    if (delivery !== 'direct' || provider_id === null) return null;
    if (api_key === null) return NO_KEY;
    return this.sealedValues.open(api_key, sealContext(ModelProvider, 'apiKey', provider_id));
  }
}

/** Without a provider it is the built-in demo. */
function modelOf({ kind, model, delivery, base_url: baseUrl }: Row): RuntimeModel {
  if (kind === null) return { kind: 'demo', model: DEMO_MODEL, delivery: 'gateway', baseUrl: null };
  return { kind, model: model ?? '', delivery: delivery ?? 'gateway', baseUrl };
}
