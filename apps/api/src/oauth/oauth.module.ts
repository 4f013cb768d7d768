import { Module } from '@nestjs/common';
import { IdentitiesController } from './identities.controller';
import { OauthController } from './oauth.controller';

@Module({ controllers: [OauthController, IdentitiesController] })
export class OauthModule {}
