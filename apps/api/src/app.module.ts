import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { AdminBudgetsModule } from './admin/budgets/admin-budgets.module';
import { FleetModule } from './admin/fleet/fleet.module';
import { AdminHealthModule } from './admin/health/admin-health.module';
import { AdminModelStopsModule } from './admin/model-stops/admin-model-stops.module';
import { AdminOverviewModule } from './admin/overview/admin-overview.module';
import { AdminQueuesModule } from './admin/queues/admin-queues.module';
import { ReleasesModule } from './admin/releases/releases.module';
import { PlatformSettingsModule } from './admin/settings/platform-settings.module';
import { AdminUsersModule } from './admin/users/admin-users.module';
import { AdminUsageModule } from './admin/usage/admin-usage.module';
import { AdminWorkspacesModule } from './admin/workspaces/admin-workspaces.module';
import { AgentFilesModule } from './agent-files/agent-files.module';
import { AgentModelsModule } from './agent-models/agent-models.module';
import { AgentSecretsModule } from './agent-secrets/agent-secrets.module';
import { AgentsModule } from './agents/agents.module';
import { ApiKeysModule } from './api-keys/api-keys.module';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { BudgetsModule } from './budgets/budgets.module';
import { CatalogModule } from './catalog/catalog.module';
import { CoreModule } from './core/core.module';
import { DeploymentsModule } from './deployments/deployments.module';
import { EventsModule } from './events/events.module';
import { GatewayModule } from './gateway/gateway.module';
import { HealthModule } from './health/health.module';
import { InvitationsModule } from './invitations/invitations.module';
import { LogsModule } from './logs/logs.module';
import { McpModule } from './mcp/mcp.module';
import { MembersModule } from './members/members.module';
import { MetricsModule } from './metrics/metrics.module';
import { ModelPricesModule } from './model-prices/model-prices.module';
import { ModelStopsModule } from './model-stops/model-stops.module';
import { OauthModule } from './oauth/oauth.module';
import { ProvidersModule } from './providers/providers.module';
import { RepeatedAnswersModule } from './idempotency/repeated-answers.module';
import { RuntimeListenerModule } from './runtime-listener/runtime-listener.module';
import { SchedulesModule } from './schedules/schedules.module';
import { SecondFactorModule } from './second-factor/second-factor.module';
import { SessionsModule } from './sessions/sessions.module';
import { TerminalModule } from './terminal/terminal.module';
import { UsageModule } from './usage/usage.module';
import { WorkspacesModule } from './workspaces/workspaces.module';

const FEATURES = [
  AccessModule,
  AdminBudgetsModule,
  AdminHealthModule,
  AdminModelStopsModule,
  AdminOverviewModule,
  AdminQueuesModule,
  AdminUsageModule,
  AdminUsersModule,
  AdminWorkspacesModule,
  AgentFilesModule,
  AgentModelsModule,
  AgentSecretsModule,
  AgentsModule,
  ApiKeysModule,
  AuditModule,
  AuthModule,
  BudgetsModule,
  CatalogModule,
  DeploymentsModule,
  EventsModule,
  FleetModule,
  GatewayModule,
  HealthModule,
  InvitationsModule,
  LogsModule,
  McpModule,
  MembersModule,
  MetricsModule,
  ModelPricesModule,
  ModelStopsModule,
  OauthModule,
  PlatformSettingsModule,
  ProvidersModule,
  ReleasesModule,
  RepeatedAnswersModule,
  RuntimeListenerModule,
  SchedulesModule,
  SecondFactorModule,
  SessionsModule,
  TerminalModule,
  UsageModule,
  WorkspacesModule,
];

/** The API. */
@Module({})
export class AppModule {
  /** @param resources settings and connections */
  static with(resources: Provider[]): DynamicModule {
    return { module: AppModule, imports: [CoreModule.with(resources), ...FEATURES] };
  }
}
