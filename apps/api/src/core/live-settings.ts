import { SETTINGS_CHANNEL, type PlatformSettings } from '@nora/contracts';
import { readPlatformSettings, type StoredSettings } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BriefMemory } from './brief-memory';
import { CommandRedis, SubscriberRedis } from './connections';
import { LOGGER } from './logger';
import { SettingsEnvironment } from './settings-environment';

/** Should a signal be lost, a replica is out of date for no longer. */
const KEPT_MS = 5_000;
const KEY = 'settings';

/**
 * What holds for the whole installation: as administrators have set it, or else as the environment says. Every replica
 * remembers it, and learns at once that it has changed.
 */
@Injectable()
export class LiveSettings implements OnModuleInit, OnModuleDestroy {
  private readonly memory = new BriefMemory<StoredSettings>(KEPT_MS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandRedis,
    private readonly subscriber: SubscriberRedis,
    private readonly environment: SettingsEnvironment,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.subscriber.connection.on('message', this.hear);
    // ioredis subscribes again by itself after each reconnection.
    this.subscriber.connection.subscribe(SETTINGS_CHANNEL).catch((error: unknown) => {
      this.logger.warn({ error }, 'no signals of changed settings; they are read again every few seconds');
    });
  }

  onModuleDestroy(): void {
    this.subscriber.connection.off('message', this.hear);
  }

  /** What holds now. */
  async get(): Promise<PlatformSettings> {
    const { values } = await this.stored();
    return { ...this.environment.values(), ...values };
  }

  /** What administrators have set. */
  stored(): Promise<StoredSettings> {
    return this.memory.get(KEY, () => readPlatformSettings(this.dataSource.manager));
  }

  /** Tells every replica, this one first, that something has been committed. Never throws. */
  changed(): void {
    this.memory.forget(KEY);
    this.commands.connection.publish(SETTINGS_CHANNEL, '1').catch(() => undefined);
  }

  private readonly hear = (channel: string): void => {
    if (channel === SETTINGS_CHANNEL) this.memory.forget(KEY);
  };
}
