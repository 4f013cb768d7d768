import { installationId, ipv4Block, oneOf, text } from '../parsers';
import { Setting } from '../setting';

/** What a gate before the Docker engine lets through, and where. */
export class EngineGateSettings {
  @Setting({
    env: 'ENGINE_GATE_PROFILE',
    description:
      'Whose calls it lets through: `access` those of the API, `provision` those of the provisioner worker.',
    parse: oneOf('access', 'provision'),
  })
  readonly profile: 'access' | 'provision';

  @Setting({
    env: 'ENGINE_GATE_SOCKET',
    description: 'Unix socket on which it listens, in a directory that only its own user may enter.',
    parse: text,
    default: '/run/nora-engine/docker.sock',
  })
  readonly socket: string;

  @Setting({
    env: 'ENGINE_GATE_ENGINE',
    description: 'Unix socket of the engine.',
    parse: text,
    default: '/var/run/docker.sock',
  })
  readonly engine: string;

  @Setting({
    env: 'NORA_INSTALLATION_ID',
    description: 'The installation whose objects may be touched, as for the program behind the gate.',
    parse: installationId,
  })
  readonly installationId: string;

  @Setting({
    env: 'DOCKER_CONTROL_CONTAINER',
    description:
      'Name of the container that may join networks of agents, as for the program behind the gate.',
    parse: text,
    default: '',
  })
  readonly controlContainer: string;

  @Setting({
    env: 'DOCKER_AGENT_SUBNETS',
    description: 'IPv4 block in which networks of agents may lie, as for the program behind the gate.',
    parse: ipv4Block(8, 28),
    default: '10.213.0.0/16',
  })
  readonly agentSubnets: string;

  @Setting({
    env: 'RUNTIME_BASE_IMAGE',
    description: 'The base image that a build may name, as for the program behind the gate.',
    parse: text,
    default: 'node:24-bookworm-slim',
  })
  readonly baseImage: string;
}
