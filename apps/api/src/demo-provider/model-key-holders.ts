import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ModelKeys } from '../core/model-keys';

/** Says which agent presents a model key. */
@Injectable()
export class ModelKeyHolders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly modelKeys: ModelKeys,
  ) {}

  /** Id of the agent whose key this is; null for any other text, and once the agent is deleted. */
  async find(modelKey: string): Promise<string | null> {
    return this.modelKeys.find(modelKey, async (hashes) => {
      const [row] = await this.dataSource.query<{ id: string }[]>(
        `SELECT a.id FROM agent_credentials c JOIN agents a ON a.id = c.agent_id
         WHERE c.model_key_hash = ANY ($1) AND a.status <> 'deleted'`,
        [hashes],
      );
      return row?.id ?? null;
    });
  }
}
