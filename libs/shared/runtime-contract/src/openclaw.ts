import { RUNTIME_SECRET_VARIABLES, type RuntimeListen } from './contract';
import {
  GATEWAY_ORIGIN,
  GATEWAY_ROLES,
  GATEWAY_SCOPES,
  gatewayBasePath,
  gatewayIdentity,
} from './gateway-access';
import { openclawModel, type RuntimeModel } from './openclaw-model';

/** What shapes the configuration of an OpenClaw gateway. */
export interface OpenclawConfigInput {
  agentId: string;
  agentName: string;
  listen: RuntimeListen;
  /** Base URL of Nora's runtime-facing listener, as the runtime sees it. */
  noraUrl: string;
  /** Addresses or CIDR blocks from which Nora's requests arrive inside the runtime. */
  controlPlaneAddresses: string[];
  model: RuntimeModel;
}

/**
 * Renders `openclaw.json`. It holds no secret: `${…}` is filled in by OpenClaw from the environment that
 * the sidecar gives it. The gateway lets in who Nora says is calling, each with the scopes of their role.
 */
export function renderOpenclawConfig(input: OpenclawConfigInput): string {
  const { agentId, agentName, listen, noraUrl, controlPlaneAddresses, model } = input;
  const named = {
    model: escapeReferences(model.model),
    baseUrl: model.baseUrl && escapeReferences(model.baseUrl),
  };
  const { provider, modelId, settings } = openclawModel({ ...model, ...named }, escapeReferences(noraUrl));
  const identities = GATEWAY_ROLES.map(gatewayIdentity);
  const config = {
    gateway: {
      mode: 'local',
      port: listen.ports.gateway,
      bind: listen.bind,
      trustedProxies: controlPlaneAddresses,
      auth: {
        mode: 'trusted-proxy',
        identityScopes: Object.fromEntries(
          GATEWAY_ROLES.map((role) => [gatewayIdentity(role), GATEWAY_SCOPES[role]]),
        ),
        trustedProxy: {
          userHeader: `\${${RUNTIME_SECRET_VARIABLES.gatewayHeader}}`,
          requiredHeaders: ['x-forwarded-proto', 'x-forwarded-host'],
          allowUsers: identities,
          allowLoopback: listen.bind === 'loopback',
        },
      },
      controlUi: {
        enabled: true,
        basePath: gatewayBasePath(agentId),
        allowedOrigins: [GATEWAY_ORIGIN],
      },
      http: { endpoints: { chatCompletions: { enabled: true } } },
    },
    logging: { file: '${OPENCLAW_STATE_DIR}/logs/gateway.log', level: 'warn', maxFileBytes: 10_485_760 },
    agents: {
      defaults: { model: { primary: `${provider}/${modelId}` } },
      entries: { main: { name: escapeReferences(agentName) } },
    },
    models: { providers: { [provider]: settings } },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Keeps text that a person wrote from being read as a reference to a variable. */
function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}
