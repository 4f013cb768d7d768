import { boolean, integer, ipv4Block, key256, list, listOf, oneOf, secret, text, url } from './parsers';
import { Setting } from './setting';

/** PostgreSQL. */
export class DatabaseSettings {
  @Setting({
    env: 'DATABASE_URL',
    description: 'PostgreSQL 15 or newer, e.g. postgres://nora:…@127.0.0.1:5432/nora.',
    parse: url('postgres', 'postgresql'),
    secret: true,
  })
  readonly url: string;

  @Setting({
    env: 'DATABASE_POOL_SIZE',
    description: 'Most connections one process keeps open.',
    parse: integer(1, 200),
    default: 10,
  })
  readonly poolSize: number;

  @Setting({
    env: 'NORA_AUTO_MIGRATE',
    description: 'Whether the API applies pending migrations when it starts (the embedded default does).',
    parse: boolean,
    default: false,
  })
  readonly autoMigrate: boolean;
}

/** Redis. */
export class RedisSettings {
  @Setting({
    env: 'REDIS_URL',
    description: 'Redis 7 or newer with maxmemory-policy noeviction, e.g. redis://:…@127.0.0.1:6379.',
    parse: url('redis', 'rediss'),
    secret: true,
  })
  readonly url: string;
}

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
}

/** Secrets of the installation. */
export class SecretSettings {
  @Setting({
    env: 'JWT_SECRET',
    description: 'Signs session tokens; at least 32 characters.',
    parse: secret(32),
    secret: true,
  })
  readonly jwtSecret: string;

  @Setting({
    env: 'ENCRYPTION_KEY',
    description: 'Encrypts stored secrets (AES-256-GCM): 32 bytes in base64.',
    parse: key256,
    secret: true,
  })
  readonly encryptionKey: Buffer;

  @Setting({
    env: 'NORA_CLAIM_TOKEN',
    description:
      'One-time token that the first administrator must present; empty lets anyone claim a new server.',
    parse: secret(20),
    default: null as string | null,
    secret: true,
  })
  readonly claimToken: string | null;
}

/** Where and how runtimes run. */
export class RuntimeSettings {
  @Setting({
    env: 'NORA_INSTALLATION_ID',
    description:
      'Names this installation on everything it creates, so that it never touches what it does not own.',
    parse: (value) => {
      if (!/^[a-z0-9-]{4,40}$/.test(value)) throw new Error('must be 4 to 40 of a-z, 0-9 and -');
      return value;
    },
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
    description:
      'Addresses of the runtime-facing listener (demo provider), reachable by agents and nobody else.',
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

/** The provisioner worker. */
export class DeploymentWorkerSettings {
  @Setting({
    env: 'DEPLOYMENT_WORKER_CONCURRENCY',
    description: 'Deployments one worker carries out at the same time.',
    parse: integer(1, 100),
    default: 6,
  })
  readonly concurrency: number;

  @Setting({
    env: 'DEPLOYMENT_LEASE_SECONDS',
    description: 'Seconds after which a deployment of a silent worker is taken over.',
    parse: integer(5, 600),
    default: 30,
  })
  readonly leaseSeconds: number;

  @Setting({
    env: 'DEPLOYMENT_SWEEP_SECONDS',
    description: 'Seconds between sweeps for deployments without a live job.',
    parse: integer(1, 600),
    default: 10,
  })
  readonly sweepSeconds: number;

  @Setting({
    env: 'WORKER_DRAIN_SECONDS',
    description: 'Seconds work at hand has to come to a halt when the worker stops; the rest is taken over.',
    parse: integer(1, 600),
    default: 20,
  })
  readonly drainSeconds: number;

  @Setting({
    env: 'RECONCILE_SECONDS',
    description: 'Seconds between comparisons of all agents with their runtimes.',
    parse: integer(2, 3600),
    default: 15,
  })
  readonly reconcileSeconds: number;

  @Setting({
    env: 'RECONCILE_MOST_HEALS',
    description:
      'Times a runtime is put right within the window, longer apart each time, before its agent fails.',
    parse: integer(1, 100),
    default: 5,
  })
  readonly mostHeals: number;

  @Setting({
    env: 'RECONCILE_HEAL_WINDOW_MINUTES',
    description: 'Minutes within which repairs of one agent are counted.',
    parse: integer(1, 1440),
    default: 30,
  })
  readonly healWindowMinutes: number;

  @Setting({
    env: 'ORPHAN_GRACE_SECONDS',
    description:
      'Seconds a runtime of this installation may be without a record before it is removed; its storage stays.',
    parse: integer(0, 604800),
    default: 600,
  })
  readonly orphanGraceSeconds: number;
}

/** What the backup worker keeps and for how long. */
export class RetentionSettings {
  @Setting({
    env: 'EVENT_RETENTION_DAYS',
    description: 'Days that events are kept for replay.',
    parse: integer(1, 365),
    default: 14,
  })
  readonly eventDays: number;

  @Setting({
    env: 'SESSION_RETENTION_DAYS',
    description: 'Days that ended sessions are kept.',
    parse: integer(1, 365),
    default: 30,
  })
  readonly sessionDays: number;
}

/** What every process has. */
export class ProcessSettings {
  @Setting({
    env: 'LOG_LEVEL',
    description: 'Least level that is logged.',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    default: 'info' as const,
  })
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

  @Setting({
    env: 'HEALTH_PORT',
    description: 'Port on which the process answers GET /health and GET /metrics; 0 opens none.',
    parse: integer(0, 65535),
    default: 0,
  })
  readonly healthPort: number;

  @Setting({
    env: 'HEALTH_HOST',
    description: 'Address of that port. It asks for no credential: never one that agents can reach.',
    parse: text,
    default: '127.0.0.1',
  })
  readonly healthHost: string;
}

/** Every settings class, in the order of the documentation. */
export const ALL_SETTINGS = [
  DatabaseSettings,
  RedisSettings,
  HttpSettings,
  SecretSettings,
  RuntimeSettings,
  DeploymentWorkerSettings,
  RetentionSettings,
  ProcessSettings,
] as const;
