import { ReleaseSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { PlatformSetting } from '@nora/domain';
import { RecurringTask, type Logger } from '@nora/observability';
import { OutboundHttp, isOutboundFault } from '@nora/outbound-http';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../../core/logger';
import { FeedFault, parseFeed, type FeedRelease } from './release-feed-format';

/** Row of `platform_settings` with what the feed said, for all replicas. */
const KEY = 'release-feed';
/** How often a replica asks whether it is time for another look. */
const ASK_MS = 10 * 60 * 1_000;
const LIMITS = { timeoutMs: 10_000, maxResponseBytes: 1024 * 1024, maxRedirects: 3 };

/** What is known of the feed. */
export interface KnownFeed {
  url: string;
  etag: string | null;
  checkedAt: string;
  problem: string | null;
  releases: FeedRelease[];
}

/** Looks at the feed of releases now and then, one replica for all, and remembers what it said. */
@Injectable()
export class ReleaseFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RecurringTask;

  constructor(
    private readonly settings: ReleaseSettings,
    private readonly http: OutboundHttp,
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) =>
      this.logger.warn({ error }, 'the feed of releases could not be looked at');
    this.task = new RecurringTask(() => this.lookWhenDue(), ASK_MS, onError);
  }

  onApplicationBootstrap(): void {
    if (this.settings.feedUrl !== null) this.task.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** What the feed said last; null before the first look, and where no feed is set. */
  async known(): Promise<KnownFeed | null> {
    const { feedUrl } = this.settings;
    if (feedUrl === null) return null;
    const row = await this.dataSource.manager.findOneBy(PlatformSetting, { key: KEY });
    const known = row?.value as KnownFeed | undefined;
    return known?.url === feedUrl ? known : null;
  }

  /** Looks now. @throws DomainError `operation_not_allowed` where no feed is set */
  async look(): Promise<void> {
    const { feedUrl: url } = this.settings;
    if (url === null) {
      const message = 'No feed of releases is set. Set RELEASE_FEED_URL, and start the API again.';
      throw new DomainError('operation_not_allowed', message);
    }
    const before = await this.known();
    const checkedAt = new Date().toISOString();
    try {
      const found = await this.fetch(url, before);
      await this.keep({ url, checkedAt, problem: null, ...found });
    } catch (error) {
      if (!isOutboundFault(error) && !(error instanceof FeedFault)) throw error;
      this.logger.warn({ problem: error.message }, 'the feed of releases could not be read');
      const { etag = null, releases = [] } = before ?? {};
      await this.keep({ url, checkedAt, problem: error.message, etag, releases });
    }
  }

  private async lookWhenDue(): Promise<void> {
    const { checkHours } = this.settings;
    const known = await this.known();
    const due = known === null || Date.now() - Date.parse(known.checkedAt) > checkHours * 3_600_000;
    if (due) await this.look();
  }

  /** @throws FeedFault, or what the client throws */
  private async fetch(url: string, before: KnownFeed | null): Promise<Pick<KnownFeed, 'etag' | 'releases'>> {
    const headers = {
      accept: 'application/json',
      // After a fault the whole document is wanted.
      ...(before?.etag && before.problem === null ? { 'if-none-match': before.etag } : {}),
    };
    const answer = await this.http.request({ url, headers, ...LIMITS });
    if (answer.status === 304 && before) return { etag: before.etag, releases: before.releases };
    if (answer.status !== 200) throw new FeedFault(`It answered with status ${answer.status}.`);
    const etag = answer.headers.get('etag');
    return {
      etag: etag && etag.length <= 200 ? etag : null,
      releases: parseFeed(answer.body.toString('utf8')),
    };
  }

  private async keep(value: KnownFeed): Promise<void> {
    await this.dataSource.manager.upsert(PlatformSetting, { key: KEY, value: { ...value } }, ['key']);
  }
}
