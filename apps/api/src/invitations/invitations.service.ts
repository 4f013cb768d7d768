import { Injectable } from '@nestjs/common';
import { coming } from '../core/coming';
import type { CreatedInvitationDto, InvitationPageDto } from './dto/invitation.dto';

@Injectable()
export class InvitationsService {
  list(..._asked: unknown[]): Promise<InvitationPageDto> {
    return coming();
  }

  invite(..._asked: unknown[]): Promise<CreatedInvitationDto> {
    return coming();
  }

  revoke(..._asked: unknown[]): Promise<void> {
    return coming();
  }

  renew(..._asked: unknown[]): Promise<CreatedInvitationDto> {
    return coming();
  }
}
