import type { PlatformRole, WorkspaceRole } from '@nora/contracts';

/** The account behind a request, and where it comes from. */
export interface Principal {
  userId: string;
  sessionId: string;
  email: string;
  name: string;
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
