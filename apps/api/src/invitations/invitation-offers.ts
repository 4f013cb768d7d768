import { Injectable } from '@nestjs/common';
import { coming } from '../core/coming';
import type { WorkspaceDto } from '../workspaces/dto/workspace.dto';
import type { InvitationOfferDto } from './dto/invitation.dto';

@Injectable()
export class InvitationOffers {
  check(..._asked: unknown[]): Promise<InvitationOfferDto> {
    return coming();
  }

  accept(..._asked: unknown[]): Promise<WorkspaceDto> {
    return coming();
  }
}
