import type { LoopAction, ModelDelivery, ModelProviderId, UnknownPricePolicy } from '@nora/contracts';
import type { DeployTarget } from '@nora/runtime-contract';
import type { DataSource } from 'typeorm';

/** What a workspace says a model costs. USD for a million tokens, decimal text. */
export interface PriceOverride {
  inputPerMillion: string;
  outputPerMillion: string;
  /** Null: as the rest of the input. */
  cachedInputPerMillion: string | null;
}

/** A model that an agent may call, and who runs it. */
export interface ModelRouteChoice {
  /** Null for the built-in demo. */
  providerId: string | null;
  kind: ModelProviderId;
  /** What the workspace calls the provider. */
  name: string;
  /** Null for that of its kind. */
  baseUrl: string | null;
  /** Opened in the context of `ModelProvider.apiKey`; null where there is none. */
  sealedKey: string | null;
  enabled: boolean;
  model: string;
  /** Null where the price list holds. */
  price: PriceOverride | null;
  /** The workspace's prices of other models of this provider, by model: embeddings name their own. */
  prices: Record<string, PriceOverride>;
}

/** What a model key opens, as it was looked up. May be kept: {@link ModelLedger.reserve} proves it with every call. */
export interface ModelRoute {
  agentId: string;
  workspaceId: string;
  deployTarget: DeployTarget;
  /** Under which the key was found. */
  keyHash: string;
  revision: number;
  delivery: ModelDelivery;
  loop: { action: LoopAction; times: number; minutes: number };
  /** The one that the agent is bound to first, then its fallbacks in order. */
  choices: [ModelRouteChoice, ...ModelRouteChoice[]];
  unknownPrice: UnknownPricePolicy;
}

interface Row extends Omit<ModelRoute, 'choices' | 'loop'> {
  loopAction: LoopAction;
  loopTimes: number;
  loopMinutes: number;
  choices: ModelRouteChoice[];
}

/** Finds what a model key opens. */
export class ModelRoutes {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param hashes of one key, under every encryption key
   * @returns null when it is no living agent's
   */
  async find(hashes: readonly string[]): Promise<ModelRoute | null> {
    const [row] = await this.dataSource.query<Row[]>(FIND, [hashes]);
    if (!row) return null;
    const { loopAction: action, loopTimes: times, loopMinutes: minutes, choices, ...rest } = row;
    const [bound, ...fallbacks] = choices;
    if (!bound) return null;
    return { ...rest, loop: { action, times, minutes }, choices: [bound, ...fallbacks] };
  }
}

/** Fallbacks whose provider is gone, or was never the workspace's, are passed over. */
const FIND = `
  SELECT a.id AS "agentId", a.workspace_id AS "workspaceId", a.deploy_target AS "deployTarget",
    c.model_key_hash AS "keyHash", m.revision, m.delivery, m.loop_action AS "loopAction",
    m.loop_times AS "loopTimes", m.loop_minutes AS "loopMinutes", s.unknown_price AS "unknownPrice",
    (SELECT jsonb_agg(jsonb_build_object('providerId', h.provider_id, 'kind', coalesce(p.kind, 'demo'),
        'name', coalesce(p.name, 'Built-in demo'), 'baseUrl', p.base_url, 'sealedKey', p.api_key,
        'enabled', coalesce(p.enabled, true), 'model', h.model, 'price', o.all_of->h.model,
        'prices', coalesce(o.all_of, '{}')) ORDER BY h.place)
      FROM (
        SELECT 0 AS place, m.provider_id, m.model
        UNION ALL
        SELECT f.place, (f.choice->>'providerId')::uuid, f.choice->>'model'
        FROM jsonb_array_elements(m.fallbacks) WITH ORDINALITY AS f(choice, place)) h
      LEFT JOIN model_providers p ON p.id = h.provider_id AND p.workspace_id = a.workspace_id
      LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(x.model, jsonb_build_object('inputPerMillion', x.input_per_million::text,
          'outputPerMillion', x.output_per_million::text,
          'cachedInputPerMillion', x.cached_input_per_million::text)) AS all_of
        FROM model_prices x WHERE x.provider_id = p.id) o ON true
      WHERE h.provider_id IS NULL OR p.id IS NOT NULL) AS choices
  FROM agent_credentials c
  JOIN agents a ON a.id = c.agent_id AND a.status <> 'deleted'
  JOIN workspaces s ON s.id = a.workspace_id
  JOIN agent_models m ON m.agent_id = a.id
  WHERE c.model_key_hash = ANY ($1)`;
