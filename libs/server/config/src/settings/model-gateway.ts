import { integer, oneOf } from '../parsers';
import { Setting } from '../setting';

/** Calls of models that agents make through Nora. */
export class ModelGatewaySettings {
  @Setting({
    env: 'MODEL_GATEWAY_BODY_LIMIT_MB',
    description: 'Largest request of an agent to its model, in MiB; pictures and documents are part of it.',
    parse: integer(1, 1024),
    default: 32,
  })
  readonly bodyLimitMb: number;

  @Setting({
    env: 'MODEL_GATEWAY_HEAD_TIMEOUT_SECONDS',
    description:
      'Seconds until a provider has to begin its answer; then the next one is asked. Models that reason take their time.',
    parse: integer(1, 3600),
    default: 120,
  })
  readonly headTimeoutSeconds: number;

  @Setting({
    env: 'MODEL_GATEWAY_IDLE_TIMEOUT_SECONDS',
    description: 'Seconds of silence in the middle of an answer after which a provider is given up.',
    parse: integer(1, 3600),
    default: 120,
  })
  readonly idleTimeoutSeconds: number;

  @Setting({
    env: 'MODEL_GATEWAY_CALL_TIMEOUT_SECONDS',
    description: 'Seconds that a call of a model may take in all, fallbacks included.',
    parse: integer(1, 86_400),
    default: 1800,
  })
  readonly callTimeoutSeconds: number;

  @Setting({
    env: 'MODEL_GATEWAY_CALLS_PER_AGENT',
    description: 'Calls of models that one API process carries for an agent at the same time.',
    parse: integer(1, 10_000),
    default: 64,
  })
  readonly callsPerAgent: number;

  @Setting({
    env: 'RUNTIME_LISTENER',
    description:
      'What this process serves: with-api the operators and, on the runtime-facing listener, the agents; alone only the agents; off only the operators.',
    parse: oneOf('with-api', 'alone', 'off'),
    default: 'with-api' as const,
  })
  readonly listener: 'with-api' | 'alone' | 'off';
}
