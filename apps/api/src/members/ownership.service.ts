import { Injectable } from '@nestjs/common';
import { coming } from '../core/coming';
import type { WorkspaceDto } from '../workspaces/dto/workspace.dto';

@Injectable()
export class OwnershipService {
  transfer(..._asked: unknown[]): Promise<WorkspaceDto> {
    return coming();
  }

  leave(..._asked: unknown[]): Promise<void> {
    return coming();
  }
}
