import type { MatDialog } from '@angular/material/dialog';
import type { Workspace } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** Asks for a new workspace; null when none was made. What asks is loaded when it is needed. */
export async function openNewWorkspace(dialog: MatDialog): Promise<Workspace | null> {
  const { NewWorkspace } = await import('./new-workspace');
  const opened = dialog.open<unknown, unknown, Workspace>(NewWorkspace, { width: '460px' });
  return (await firstValueFrom(opened.afterClosed())) ?? null;
}
