import { integer } from '../parsers';
import { Setting } from '../setting';

/** What goes through Nora to the gateways of agents. */
export class GatewaySettings {
  @Setting({
    env: 'GATEWAY_BODY_LIMIT_MB',
    description: 'Largest body of a request that is passed on to the gateway of an agent, in MiB.',
    parse: integer(1, 4096),
    default: 50,
  })
  readonly bodyLimitMb: number;

  @Setting({
    env: 'GATEWAY_HEAD_TIMEOUT_SECONDS',
    description:
      'Seconds until the gateway of an agent has to begin its answer; a first turn loads its tools.',
    parse: integer(1, 3600),
    default: 120,
  })
  readonly headTimeoutSeconds: number;

  @Setting({
    env: 'GATEWAY_IDLE_TIMEOUT_SECONDS',
    description: 'Seconds of silence after which a connection to the gateway of an agent is given up.',
    parse: integer(1, 86_400),
    default: 300,
  })
  readonly idleTimeoutSeconds: number;

  @Setting({
    env: 'GATEWAY_CONNECTIONS_PER_AGENT',
    description: 'Requests and WebSockets that one API process passes on to an agent at the same time.',
    parse: integer(1, 10_000),
    default: 256,
  })
  readonly connectionsPerAgent: number;

  @Setting({
    env: 'GATEWAY_CONNECTIONS_PER_PRINCIPAL',
    description: 'Of these, the most of one account or API key, over all agents.',
    parse: integer(1, 10_000),
    default: 64,
  })
  readonly connectionsPerPrincipal: number;
}
