import { Injectable, inject, signal } from '@angular/core';
import { AdminService } from '@nora/api-client';
import { firstValueFrom } from 'rxjs';

const NEWEST = 200;

/** What workspaces are called. Without an answer they are shown by their ids. */
@Injectable()
export class WorkspaceNames {
  private readonly client = inject(AdminService);
  private readonly known = signal<ReadonlyMap<string, string>>(new Map());
  /** Those that were asked for one by one. */
  private readonly asked = new Set<string>();
  private listing: Promise<void> | null = null;

  /** By id: the newest workspaces, and whichever else were needed. */
  readonly names = this.known.asReadonly();

  /** Sees to it that these have names. Asks once about each. */
  async need(ids: readonly string[]): Promise<void> {
    this.listing ??= this.readNewest();
    await this.listing;
    const missing = [...new Set(ids)].filter((id) => !this.known().has(id) && !this.asked.has(id));
    await Promise.all(missing.map((id) => this.readOne(id)));
  }

  private async readNewest(): Promise<void> {
    try {
      const { items } = await firstValueFrom(this.client.listTenants({ limit: NEWEST }));
      this.add(items);
    } catch {
      this.listing = null;
    }
  }

  private async readOne(tenantId: string): Promise<void> {
    this.asked.add(tenantId);
    try {
      this.add([await firstValueFrom(this.client.getTenant({ tenantId }))]);
    } catch {
      // It is gone for good, or the next page of entries asks about others; its id stands in for its name.
    }
  }

  private add(workspaces: readonly { id: string; name: string }[]): void {
    this.known.update(
      (names) => new Map([...names, ...workspaces.map(({ id, name }) => [id, name] as const)]),
    );
  }
}
