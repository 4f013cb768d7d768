import { Module } from '@nestjs/common';
import { GatewayTargets } from './gateway-targets';

/** Connections to the gateways of agents. */
@Module({ providers: [GatewayTargets], exports: [GatewayTargets] })
export class GatewayTargetModule {}
