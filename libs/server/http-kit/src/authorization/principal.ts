import type { ApiKeyScope, PlatformRole, WorkspaceRole } from '@nora/contracts';

/** What a request was authenticated by. */
export type Credential =
  | { kind: 'session'; id: string }
  | { kind: 'api-key'; id: string; label: string; workspaceId: string; scopes: readonly ApiKeyScope[] };

/** The account behind a request, and where it comes from. */
export interface Principal {
  /** The account that acts, or for which its API key acts. */
  userId: string;
  credential: Credential;
  email: string;
  name: string;
  /** Always `user` for an API key: keys have no part in running the installation. */
  platformRole: PlatformRole;
  correlationId: string | null;
  address: string | null;
}

/** A member acting in the one workspace that the path leads to. */
export interface WorkspaceActor extends Principal {
  workspaceId: string;
  role: WorkspaceRole;
}

declare module 'express' {
  interface Request {
    /** Set by the access guard. */
    actor?: Principal | WorkspaceActor;
  }
}
