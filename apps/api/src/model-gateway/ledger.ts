import { ModelLedger, ModelRoutes, Transactions } from '@nora/domain';
import type { Logger } from '@nora/observability';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../core/logger';

/** The ledger of this process, and what says which agent a key is of. */
export const LEDGER: Provider[] = [
  {
    provide: ModelRoutes,
    useFactory: (dataSource: DataSource) => new ModelRoutes(dataSource),
    inject: [DataSource],
  },
  {
    provide: ModelLedger,
    useFactory: (transactions: Transactions, logger: Logger) =>
      new ModelLedger(transactions, (error, what) => logger.warn({ error }, what)),
    inject: [Transactions, LOGGER],
  },
];

/** Keeps the ledger as long as the process lives, and books all that is over before it ends. */
@Injectable()
export class LedgerLife implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly ledger: ModelLedger) {}

  onApplicationBootstrap(): Promise<void> {
    return this.ledger.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ledger.close();
  }
}
