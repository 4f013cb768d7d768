import { SealedValues, type SealContext } from '@nora/crypto';
import { AgentCredential, AgentSecret, sealContext, type RedeployMark } from '@nora/domain';
import type { RuntimeSecrets } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What an agent's runtime is given, in the clear; it lives in memory only. */
export interface AgentSecrets {
  gatewayToken: string;
  sidecarToken: string;
  modelKey: string;
  /** Variables that the agent was given, by name. */
  variables: Record<string, string>;
  /** Since when something is wanted in the runtime, as it was when all this was read. */
  mark: RedeployMark;
}

/** A shorter value stands in too many texts that do not tell it. */
const SHORTEST_TOLD = 6;

/** The secrets of a runtime. */
export function runtimeSecretsOf({ gatewayToken, sidecarToken, modelKey }: AgentSecrets): RuntimeSecrets {
  return { gatewayToken, sidecarToken, modelKey };
}

/** Every text that must not be told, the longest first; of one with several lines, also each line. */
export function secretTextsOf(secrets: AgentSecrets): string[] {
  const values = [...Object.values(runtimeSecretsOf(secrets)), ...Object.values(secrets.variables)];
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
  variables: { id: string; name: string; value: string }[];
}

/** One statement, so that all of it is of one moment. */
const GIVEN = `SELECT a.redeploy_wanted_at::text AS mark, c.gateway_token, c.sidecar_token, c.model_key,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'value', s.value) ORDER BY s.name)
      FROM agent_secrets s WHERE s.agent_id = a.id), '[]') AS variables
  FROM agents a JOIN agent_credentials c ON c.agent_id = a.id
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
      variables: Object.fromEntries(
        row.variables.map(({ id, name, value }) => [
          name,
          open(value, sealContext(AgentSecret, 'value', id)),
        ]),
      ),
      mark: row.mark,
    };
  }
}
