import { Module } from '@nestjs/common';
import { CallerAddresses } from './caller-addresses';
import { Callers } from './callers';
import { Admissions } from './calls/admissions';
import { CallsInHand } from './calls/calls-in-hand';
import { ModelCalls } from './calls/model-calls';
import { LEDGER, LedgerLife } from './ledger';
import { LoopGuard } from './loop-guard';
import { ModelGateway } from './model-gateway';
import { ModelUpstreams } from './upstream/model-upstreams';

@Module({
  providers: [
    ...LEDGER,
    ...[LedgerLife, Callers, CallerAddresses, CallsInHand, Admissions, ModelCalls, ModelUpstreams],
    ...[LoopGuard, ModelGateway],
  ],
  exports: [ModelGateway, ModelCalls, CallsInHand],
})
export class ModelGatewayModule {}
