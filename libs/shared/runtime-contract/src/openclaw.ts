import { RUNTIME_SECRET_VARIABLES, type RuntimeListen } from './contract';

/** What shapes the configuration of an OpenClaw gateway. */
export interface OpenclawConfigInput {
  agentName: string;
  listen: RuntimeListen;
  /** Base URL of Nora's runtime-facing listener, as the runtime sees it. */
  noraUrl: string;
}

/**
 * Renders `openclaw.json`. It holds no secret: `${…}` is filled in by OpenClaw from the environment that
 * the sidecar gives it. The gateway's token is read from its variable without being named here.
 */
export function renderOpenclawConfig({ agentName, listen, noraUrl }: OpenclawConfigInput): string {
  const config = {
    gateway: {
      mode: 'local',
      port: listen.ports.gateway,
      bind: listen.bind,
      auth: { mode: 'token' },
      controlUi: { enabled: false },
      http: { endpoints: { chatCompletions: { enabled: true } } },
    },
    logging: { file: '${OPENCLAW_STATE_DIR}/logs/gateway.log', level: 'warn', maxFileBytes: 10_485_760 },
    agents: {
      defaults: { model: { primary: 'demo/demo-1' } },
      entries: { main: { name: escapeReferences(agentName) } },
    },
    models: {
      providers: {
        demo: {
          baseUrl: escapeReferences(`${noraUrl}/demo/v1`),
          apiKey: `\${${RUNTIME_SECRET_VARIABLES.modelKey}}`,
          api: 'openai-completions',
          models: [{ id: 'demo-1', name: 'Demo', contextWindow: 128_000, maxTokens: 4_096 }],
        },
      },
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Keeps text that a person wrote from being read as a reference to a variable. */
function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}
