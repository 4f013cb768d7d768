import { Module } from '@nestjs/common';
import { EventHub } from './event-hub';
import { EventsController } from './events.controller';
import { Memberships } from './memberships';

@Module({ controllers: [EventsController], providers: [EventHub, Memberships] })
export class EventsModule {}
