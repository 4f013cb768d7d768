import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module';
import { WorkspacesModule } from '../workspaces/workspaces.module';
import { InvitationMail } from './invitation-mail';
import { InvitationOffers } from './invitation-offers';
import { InvitationOffersController } from './invitation-offers.controller';
import { InvitationTokens } from './invitation-tokens';
import { InvitationsController } from './invitations.controller';
import { InvitationsRepository } from './invitations.repository';
import { InvitationsService } from './invitations.service';

@Module({
  imports: [MailModule, WorkspacesModule],
  controllers: [InvitationOffersController, InvitationsController],
  providers: [InvitationMail, InvitationOffers, InvitationTokens, InvitationsRepository, InvitationsService],
  exports: [InvitationOffers],
})
export class InvitationsModule {}
