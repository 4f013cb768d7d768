import { Injectable } from '@nestjs/common';
import { coming } from '../core/coming';
import type { DeletedWorkspaceDto } from './dto/delete-workspace.dto';
import type { WorkspaceDto } from './dto/workspace.dto';

@Injectable()
export class WorkspaceEndings {
  deleteEmpty(..._asked: unknown[]): Promise<DeletedWorkspaceDto> {
    return coming();
  }

  deleteWithAgents(..._asked: unknown[]): Promise<DeletedWorkspaceDto> {
    return coming();
  }

  keep(..._asked: unknown[]): Promise<WorkspaceDto> {
    return coming();
  }
}
