import { Injectable, inject } from '@angular/core';
import { MembersService, WorkspacesService } from '@nora/api-client';
import { type Workspace, WorkspacesStore } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What can be done with a workspace as a whole. Every act throws what the client throws. */
@Injectable({ providedIn: 'root' })
export class WorkspaceActs {
  private readonly client = inject(WorkspacesService);
  private readonly members = inject(MembersService);
  private readonly workspaces = inject(WorkspacesStore);

  /** Makes a workspace that the account owns. */
  async create(name: string): Promise<Workspace> {
    const made = await firstValueFrom(this.client.createWorkspace({ body: { name } }));
    this.workspaces.put(made);
    return made;
  }

  async rename({ id: workspaceId }: Workspace, name: string): Promise<void> {
    const body = { name };
    this.workspaces.put(await firstValueFrom(this.client.changeWorkspace({ workspaceId, body })));
  }

  /** By whose calendar it counts, and whether models without a known price may be called. */
  async changeRules(
    { id: workspaceId }: Workspace,
    body: Pick<Workspace, 'timeZone' | 'unknownPrice'>,
  ): Promise<void> {
    this.workspaces.put(await firstValueFrom(this.client.changeWorkspace({ workspaceId, body })));
  }

  /** Makes a member its owner, and the account an admin of it. */
  async transfer({ id: workspaceId }: Workspace, userId: string): Promise<void> {
    const body = { userId };
    this.workspaces.put(await firstValueFrom(this.members.transferWorkspace({ workspaceId, body })));
  }

  leave({ id: workspaceId }: Workspace): Promise<void> {
    return this.workspaces.leave(workspaceId, () =>
      firstValueFrom(this.members.leaveWorkspace({ workspaceId })),
    );
  }

  /** Deletes a workspace that holds no agents. */
  async deleteEmpty({ id: workspaceId }: Workspace): Promise<void> {
    try {
      await this.workspaces.leave(workspaceId, () =>
        firstValueFrom(this.client.deleteWorkspace({ workspaceId })),
      );
    } catch (error) {
      // It may hold agents that this page has not heard of.
      this.workspaces.load().catch(() => undefined);
      throw error;
    }
  }

  /** Asks for the deletion of its agents; the workspace goes with the last of them. True when it has gone already. */
  async deleteWithAgents({ id: workspaceId }: Workspace): Promise<boolean> {
    const answer = await firstValueFrom(this.client.deleteWorkspace({ workspaceId, agents: 'delete' }));
    if (answer.workspace) this.workspaces.put(answer.workspace);
    else await this.workspaces.leave(workspaceId, () => Promise.resolve());
    return answer.workspace === null;
  }

  /** Calls a deletion off that waits for agents. */
  async keep({ id: workspaceId }: Workspace): Promise<void> {
    this.workspaces.put(await firstValueFrom(this.client.keepWorkspace({ workspaceId })));
  }
}
