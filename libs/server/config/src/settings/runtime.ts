import { installationId, integer, ipv4Block, list, listOf, text, url } from '../parsers';
import { Setting } from '../setting';

/** Where and how runtimes run. */
export class RuntimeSettings {
  @Setting({
    env: 'NORA_INSTALLATION_ID',
    description:
      'Names this installation on everything it creates, so that it never touches what it does not own.',
    parse: installationId,
  })
  readonly installationId: string;

  @Setting({
    env: 'NORA_TARGETS',
    description: 'Deploy targets of this installation.',
    parse: listOf('docker', 'process', 'simulated'),
    default: ['docker'] as ('docker' | 'process' | 'simulated')[],
  })
  readonly targets: ('docker' | 'process' | 'simulated')[];

  @Setting({
    env: 'NORA_DATA_DIR',
    description: 'Directory for agents of the process target and for prepared runtime files.',
    parse: text,
  })
  readonly dataDir: string;

  @Setting({
    env: 'RUNTIME_LISTENER_HOSTS',
    description: 'Addresses of the runtime-facing listener (models), reachable by agents and nobody else.',
    parse: list,
    default: ['127.0.0.1'],
  })
  readonly listenerHosts: string[];

  @Setting({
    env: 'RUNTIME_LISTENER_PORT',
    description: 'Port of the runtime-facing listener.',
    parse: integer(0, 65535),
    default: 8081,
  })
  readonly listenerPort: number;

  @Setting({
    env: 'RUNTIME_LISTENER_URL_DOCKER',
    description: 'Base URL of the runtime-facing listener as containers see it.',
    parse: url('http', 'https'),
    default: 'http://host.docker.internal:8081',
  })
  readonly listenerUrlDocker: string;

  @Setting({
    env: 'RUNTIME_LISTENER_URL_PROCESS',
    description: 'Base URL of the runtime-facing listener as local processes see it.',
    parse: url('http', 'https'),
    default: 'http://127.0.0.1:8081',
  })
  readonly listenerUrlProcess: string;

  @Setting({
    env: 'DOCKER_CONTROL_CONTAINER',
    description:
      'Name of the container the API runs in, when it does: joined to each agent network. Empty on a host.',
    parse: text,
    default: '',
  })
  readonly dockerControlContainer: string;

  @Setting({
    env: 'DOCKER_AGENT_SUBNETS',
    description:
      'IPv4 block from which each agent on Docker gets a network of 16 addresses; it must be free on the host.',
    parse: ipv4Block(8, 28),
    default: '10.213.0.0/16',
  })
  readonly dockerAgentSubnets: string;

  @Setting({
    env: 'SIMULATED_ENGINE_URL',
    description:
      'Base URL of a simulated engine, for tests of scale and faults with the target simulated. Empty has none.',
    parse: url('http'),
    default: '',
  })
  readonly simulatedEngineUrl: string;

  @Setting({
    env: 'RUNTIME_BASE_IMAGE',
    description: 'Base image for runtime images built here; must hold Node 24 and glibc.',
    parse: text,
    default: 'node:24-bookworm-slim',
  })
  readonly baseImage: string;

  @Setting({
    env: 'RUNTIME_READY_TIMEOUT_SECONDS',
    description: 'Seconds a runtime may take from start until its gateway answers.',
    parse: integer(10, 3600),
    default: 180,
  })
  readonly readyTimeoutSeconds: number;

  @Setting({
    env: 'RUNTIME_STOP_GRACE_SECONDS',
    description: 'Seconds a runtime may take to finish its turn before it is killed.',
    parse: integer(1, 900),
    default: 60,
  })
  readonly stopGraceSeconds: number;
}
