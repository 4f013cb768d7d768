import { boolean, integer, list, text, url } from '../parsers';
import { Setting } from '../setting';

/** The operator-facing listener. */
export class HttpSettings {
  @Setting({ env: 'PORT', description: 'Port of the API.', parse: integer(0, 65535), default: 8080 })
  readonly port: number;

  @Setting({ env: 'HOST', description: 'Address the API listens on.', parse: text, default: '127.0.0.1' })
  readonly host: string;

  @Setting({
    env: 'PUBLIC_URL',
    description: 'Origin under which browsers reach Nora; decides whether cookies are Secure.',
    parse: url('http', 'https'),
    default: 'http://localhost:8080',
  })
  readonly publicUrl: string;

  @Setting({
    env: 'TRUST_PROXY',
    description: 'Addresses or CIDR blocks of proxies whose X-Forwarded-* headers are believed.',
    parse: list,
    default: [] as string[],
  })
  readonly trustProxy: string[];

  @Setting({
    env: 'UI_ROOT',
    description: 'Directory with the built site, operator and admin pages to serve; empty where nginx does.',
    parse: text,
    default: '',
  })
  readonly uiRoot: string;

  @Setting({
    env: 'SIGNUP_ENABLED',
    description: 'Whether strangers may open an account; told to the public pages.',
    parse: boolean,
    default: false,
  })
  readonly signupEnabled: boolean;

  @Setting({
    env: 'MCP_ALLOW_DESTRUCTIVE',
    description: 'Whether MCP clients find tools that delete agents and files.',
    parse: boolean,
    default: false,
  })
  readonly mcpAllowDestructive: boolean;

  @Setting({
    env: 'SHUTDOWN_DRAIN_SECONDS',
    description:
      'Seconds for which an API that was told to stop still takes requests while it says it is not ready, so that whatever shares requests out among replicas turns to the others.',
    parse: integer(0, 300),
    default: 0,
  })
  readonly shutdownDrainSeconds: number;
}
