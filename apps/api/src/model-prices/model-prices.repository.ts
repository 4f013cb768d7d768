import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ModelPriceRow } from './model-prices.mapper';

const SELECT = `SELECT x.id, x.provider_id AS "providerId", p.name AS "providerName", p.kind, x.model,
    x.input_per_million::text AS "inputPerMillion", x.output_per_million::text AS "outputPerMillion",
    x.cached_input_per_million::text AS "cachedInputPerMillion",
    x.created_at AS "createdAt", x.updated_at AS "updatedAt"
  FROM model_prices x JOIN model_providers p ON p.id = x.provider_id
  WHERE x.workspace_id = $1`;

/** Which prices of a workspace are meant. */
export interface PricesWanted {
  /** Null: of all its providers. */
  providerId: string | null;
  after: string | null;
  limit: number;
}

/** Finds what a workspace says of prices. */
@Injectable()
export class ModelPricesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they were made. */
  list(workspaceId: string, { providerId, after, limit }: PricesWanted): Promise<ModelPriceRow[]> {
    return this.dataSource.query<ModelPriceRow[]>(
      `${SELECT} AND ($2::uuid IS NULL OR x.provider_id = $2) AND ($3::uuid IS NULL OR x.id > $3)
       ORDER BY x.id LIMIT $4`,
      [workspaceId, providerId, after, limit],
    );
  }

  async find(workspaceId: string, id: string): Promise<ModelPriceRow | null> {
    return (
      (await this.dataSource.query<ModelPriceRow[]>(`${SELECT} AND x.id = $2`, [workspaceId, id]))[0] ?? null
    );
  }
}
