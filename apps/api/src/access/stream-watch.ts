import {
  isPlatformPermission,
  isWorkspacePermission,
  roleAllows,
  type Permission,
  type WorkspaceRole,
} from '@nora/contracts';
import type { Credential, Principal, WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiKeyCredentials } from '../api-keys/api-key-credentials';
import { LOGGER } from '../core/logger';
import { SessionsService } from '../sessions/sessions.service';

const CHECK_MS = 500;

/** A stream that must not outlive the right to it. */
export interface WatchedStream {
  readonly signal: AbortSignal;
  end(): void;
}

interface Watched {
  actor: Principal | WorkspaceActor;
  permission: Permission;
}

/**
 * Ends open streams within a second of the end of their session or API key, or of the role they stand on;
 * and all of them at shutdown.
 */
@Injectable()
export class StreamWatch implements BeforeApplicationShutdown {
  private readonly streams = new Map<WatchedStream, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private checking = false;

  constructor(
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeyCredentials,
    private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Watches a stream until it ends. The actor must hold the permission all the while. */
  add(stream: WatchedStream, actor: Principal | WorkspaceActor, permission: Permission): void {
    if (stream.signal.aborted) return;
    this.streams.set(stream, { actor, permission });
    stream.signal.addEventListener('abort', () => this.remove(stream), { once: true });
    this.timer ??= setInterval(() => void this.check(), CHECK_MS);
  }

  beforeApplicationShutdown(): void {
    for (const stream of [...this.streams.keys()]) stream.end();
  }

  private remove(stream: WatchedStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async check(): Promise<void> {
    if (this.checking || this.streams.size === 0) return;
    this.checking = true;
    try {
      const watched = [...this.streams];
      const actors = watched.map(([, { actor }]) => actor);
      const [live, roles, admins] = await Promise.all([
        this.liveOf(actors),
        this.rolesOf(actors),
        this.adminsOf(watched.map(([, one]) => one)),
      ]);
      for (const [stream, { actor, permission }] of watched) {
        const stays = live.has(actor.credential.id) && holds(actor, permission, { roles, admins });
        if (!stays) stream.end();
      }
    } catch (error) {
      this.logger.warn({ error }, 'the rights to open streams could not be checked');
    } finally {
      this.checking = false;
    }
  }

  private async liveOf(actors: Principal[]): Promise<Set<string>> {
    const idsOf = (kind: Credential['kind']) => [
      ...new Set(
        actors.filter(({ credential }) => credential.kind === kind).map(({ credential }) => credential.id),
      ),
    ];
    const [sessions, keys] = [idsOf('session'), idsOf('api-key')];
    const found = await Promise.all([
      sessions.length > 0 ? this.sessions.live(sessions) : [],
      keys.length > 0 ? this.apiKeys.live(keys) : [],
    ]);
    return new Set(found.flatMap((ids) => [...ids]));
  }

  /** Those of them who still run the installation, where a stream stands on that. */
  private async adminsOf(watched: Watched[]): Promise<Set<string>> {
    const asked = watched.filter(({ permission }) => isPlatformPermission(permission));
    if (asked.length === 0) return new Set();
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM users WHERE id = ANY($1::uuid[]) AND platform_role = 'admin'`,
      [[...new Set(asked.map(({ actor }) => actor.userId))]],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async rolesOf(actors: (Principal | WorkspaceActor)[]): Promise<Map<string, WorkspaceRole>> {
    const members = actors.filter((actor) => 'workspaceId' in actor);
    if (members.length === 0) return new Map();
    const rows = await this.dataSource.query<{ place: string; role: WorkspaceRole }[]>(
      `SELECT workspace_id || ' ' || user_id AS place, role FROM workspace_members
       WHERE (workspace_id, user_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
      [members.map(({ workspaceId }) => workspaceId), members.map(({ userId }) => userId)],
    );
    return new Map(rows.map(({ place, role }) => [place, role]));
  }
}

function holds(
  actor: Principal | WorkspaceActor,
  permission: Permission,
  { roles, admins }: { roles: Map<string, WorkspaceRole>; admins: Set<string> },
): boolean {
  if (isPlatformPermission(permission)) return admins.has(actor.userId);
  if (!('workspaceId' in actor) || !isWorkspacePermission(permission)) return true;
  const role = roles.get(`${actor.workspaceId} ${actor.userId}`);
  return role !== undefined && roleAllows(role, permission);
}
