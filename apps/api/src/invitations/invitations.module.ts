import { Module } from '@nestjs/common';
import { WorkspacesModule } from '../workspaces/workspaces.module';
import { InvitationOffers } from './invitation-offers';
import { InvitationOffersController } from './invitation-offers.controller';
import { InvitationsController } from './invitations.controller';
import { InvitationsService } from './invitations.service';

@Module({
  imports: [WorkspacesModule],
  controllers: [InvitationOffersController, InvitationsController],
  providers: [InvitationOffers, InvitationsService],
})
export class InvitationsModule {}
