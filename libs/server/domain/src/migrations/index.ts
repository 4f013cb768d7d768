import { PlatformSettingsAndPresence1795639406069 } from './1795639406069-platform-settings-and-presence';
import { Models1795587116966 } from './1795587116966-models';
import { Schedules1795561928082 } from './1795561928082-schedules';
import { AgentsByGateway1795560600000 } from './1795560600000-agents-by-gateway';
import { MetricSamples1795560661560 } from './1795560661560-metric-samples';
import { GatewayEmbeds1795561571331 } from './1795561571331-gateway-embeds';
import { IdentityKeysAndAuditChain1795545338684 } from './1795545338684-identity-keys-and-audit-chain';
import { InitialSchema1795444542820 } from './1795444542820-initial-schema';
import { LifecycleDriftAndIdempotency1795455366786 } from './1795455366786-lifecycle-drift-and-idempotency';
import { ModelCalls1795587200000 } from './1795587200000-model-calls';
import { ModelLedger1795587300000 } from './1795587300000-model-ledger';
import { AgentsKnowTheGateway1795587400000 } from './1795587400000-agents-know-the-gateway';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  InitialSchema1795444542820,
  LifecycleDriftAndIdempotency1795455366786,
  IdentityKeysAndAuditChain1795545338684,
  AgentsByGateway1795560600000,
  MetricSamples1795560661560,
  GatewayEmbeds1795561571331,
  Schedules1795561928082,
  Models1795587116966,
  ModelCalls1795587200000,
  ModelLedger1795587300000,
  AgentsKnowTheGateway1795587400000,
  PlatformSettingsAndPresence1795639406069,
];
