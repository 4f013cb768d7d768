import type { DeployTarget, ResolvedSelection, RuntimeListen, RuntimePortName } from '@nora/runtime-contract';

/** Names one runtime of one backend. `id` is derived from the agent id, so a repeated step finds its own work. */
export interface RuntimeHandle {
  target: DeployTarget;
  agentId: string;
  /** The backend's own name: a container name, or the agent's directory. */
  id: string;
}

/** A file to be written below the runtime's home before it starts. */
export interface RuntimeFile {
  /** Relative to the runtime's home; `..` is refused. */
  path: string;
  content: string;
  /** Permission bits, e.g. 0o600. */
  mode: number;
}

/** Everything an adapter needs to make one runtime. Holds no secret: those are {@link RuntimeFile}s. */
export interface RuntimeSpec {
  agentId: string;
  workspaceId: string;
  /** Fencing number: a runtime of an older generation is replaced. */
  generation: number;
  selection: ResolvedSelection;
  resources: RuntimeResources;
  /** Digest of everything that shapes the runtime; a label on it. */
  specHash: string;
  /** Makes it from what an earlier runtime was made from; null for what this distribution brings. */
  image: string | null;
}

export interface RuntimeResources {
  /** Virtual CPUs, may be a fraction. */
  vcpu: number;
  /** Mebibytes. */
  ramMb: number;
  /** Gibibytes; null for no limit. */
  diskGb: number | null;
}

/** `foreign`: something that is not Nora's has the runtime's name; it is never touched. */
export type RuntimeState = 'absent' | 'created' | 'running' | 'paused' | 'exited' | 'foreign';

/** What a backend says of one runtime. */
export interface ObservedRuntime {
  handle: RuntimeHandle;
  state: RuntimeState;
  /** Null when absent. */
  generation: number | null;
  specHash: string | null;
  startedAt: Date | null;
  exitCode: number | null;
  /** Times the backend itself started it again since it was made; absent where a backend never does that. */
  restarts?: number;
  /** What it was made from, as {@link RuntimeSpec.image} names it. */
  image: string | null;
  /** Limits as the backend holds them now; null when absent or where the target does not enforce any. */
  limits: { vcpu: number; ramMb: number } | null;
  /** Whether it is a member of its own network; null when absent or where the target has none. */
  networkAttached: boolean | null;
  /** Whether its storage exists, with or without a runtime. */
  storagePresent: boolean;
}

/** Something that happened to a runtime of this installation, by whoever's hand. Look again; it carries no state. */
export interface RuntimeChange {
  agentId: string;
  /** In the backend's own words, e.g. `container die`. */
  what: string;
}

/** Where a port of a runtime can be reached from Nora's own processes. */
export interface Endpoint {
  host: string;
  port: number;
}

export interface LogLine {
  /** Null when the backend did not record one. */
  at: Date | null;
  stream: 'stdout' | 'stderr';
  text: string;
}

export interface LogOptions {
  /** Last lines to begin with; null for all that the backend still has. */
  tail: number | null;
  /** Leaves out what was written before, to the millisecond. */
  since?: Date | null;
  follow: boolean;
  signal: AbortSignal;
}

/**
 * What one runtime has used until a moment, as its target counts it. Counters begin anew when it is started, and go
 * on while it runs.
 */
export interface RuntimeUsage {
  agentId: string;
  at: Date;
  /** When it was started; tells counters of one run from those of the next. */
  startedAt: Date | null;
  /** Time on a CPU; two CPUs that are busy for a second are two seconds. */
  cpuSeconds: number;
  /** What it holds and cannot give back, without the cache of files. */
  memoryBytes: number;
  /** Null where the target enforces none. */
  memoryLimitBytes: number | null;
  /** Received from its network; null where the target does not count it for each runtime. */
  networkRxBytes: number | null;
  /** Sent to its network; null where the target does not count it for each runtime. */
  networkTxBytes: number | null;
  blockReadBytes: number;
  blockWriteBytes: number;
  /** Processes and their threads. */
  pids: number;
}

/** How fast a runtime used things between two looks at one run of it. */
export interface RuntimeRates {
  /** Of one CPU: 150 is one and a half. */
  cpuPercent: number;
  networkRxBytesPerSecond: number | null;
  networkTxBytesPerSecond: number | null;
  blockReadBytesPerSecond: number;
  blockWriteBytesPerSecond: number;
}

/** One moment of a runtime that is watched. */
export interface RuntimeStats extends RuntimeUsage, RuntimeRates {
  /** What its storage takes; null until it is known, and where it cannot be told. */
  diskBytes: number | null;
}

/** Size of a terminal in characters. */
export interface TerminalSize {
  cols: number;
  rows: number;
}

export interface ExecOptions extends TerminalSize {
  /** In addition to what every command inside a runtime has. */
  environment: Record<string, string>;
  /** Ends the command when it aborts. */
  signal: AbortSignal;
}

/** A command that runs in a terminal inside a runtime, as the runtime's user, and knows no secret of Nora's. */
export interface ExecSession {
  /** What it writes, once. Whoever does not read holds the command up; nothing grows. */
  readonly output: AsyncIterable<Buffer>;
  /** Its exit code, once the output has been read to its end; null when the target cannot tell. Never rejects. */
  readonly exited: Promise<number | null>;
  /** Types something, and settles when there is room for more. What is typed to a command that has ended is lost. */
  write(data: Buffer): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  /** Hangs up, and kills what does not end by that within seconds. Settles when it is done; may be called again. */
  kill(): Promise<void>;
}

/** Tells how far a long step has come; a line for a person, e.g. "unpacking 40 %". */
export type Progress = (message: string) => void;

/** Address under which a runtime of this target reaches Nora's runtime-facing listener, e.g. `http://host:port`. */
export interface RuntimeNetwork {
  /** Base URL of the runtime-facing listener as the runtime sees it. */
  noraUrl: string;
  /** Where the runtime must listen inside. */
  listen: RuntimeListen;
  /** Addresses or CIDR blocks from which Nora's requests arrive inside the runtime. */
  controlPlaneAddresses: string[];
}

/** How a target treats a limit: holds to it, notes it down for information, or cannot take it at all. */
export type LimitSupport = 'enforced' | 'recorded' | 'unsupported';

/** What a target can and cannot do. Asking for something unsupported is refused at admission, with the reason. */
export interface TargetCapabilities {
  cpu: LimitSupport;
  memory: LimitSupport;
  pids: LimitSupport;
  disk: LimitSupport;
  /** Why a disk limit cannot be had, for a person; null when it can. */
  diskReason: string | null;
  isolation: 'container' | 'user' | 'none';
  /** Whether agents are kept from the host's own services and from metadata addresses. */
  egressFilter: 'enforced' | 'none';
}

/** Part of an agent's state that a duplicate takes over. */
export type StateScope = 'files' | 'memory';

/**
 * Creates and destroys runtimes. Held by the provisioner worker only.
 * Every method may be called again after a crash and then finds its earlier work; every method ends early,
 * with the signal's reason, when the signal aborts.
 */
export interface RuntimeProvisioner {
  readonly target: DeployTarget;
  /** Makes the runtime family's image (or installation) ready; concurrent calls share one piece of work. */
  ensureImage(spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void>;
  ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void>;
  ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork>;
  /** Creates the runtime without starting it. One of an older generation is stopped and replaced, its state kept. */
  ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle>;
  /** Writes files below the runtime's home, atomically, owned by the runtime's user. */
  inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void>;
  /** Starts a created or exited runtime, and lets a paused one go on. */
  start(handle: RuntimeHandle, signal: AbortSignal): Promise<void>;
  /** Puts right without a restart what was changed from outside: limits and membership of its network. */
  amend(spec: RuntimeSpec, signal: AbortSignal): Promise<void>;
  /**
   * Copies state of one agent of this target into the storage of another that is created and was never started.
   * The source goes on; what arrives is consistent, and holds no credential of the source.
   */
  copyState(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void>;
  /** Makes sure that Nora's own processes can reach a running runtime, e.g. after they moved to a new container. */
  attach(handle: RuntimeHandle, signal: AbortSignal): Promise<void>;
  /** Asks the runtime to drain and waits up to `graceMs` before it is killed. A stopped one stays as it is. */
  stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Removes the runtime; without `keepState` also its volume, network and every file. An absent one is fine. */
  remove(handle: RuntimeHandle, options: { keepState: boolean }, signal: AbortSignal): Promise<void>;
  /** Every runtime of this installation on this target, also agents of which only storage or a network is left. */
  list(signal: AbortSignal): AsyncIterable<ObservedRuntime>;
  /** Changes as they happen; ends with the signal, throws when the backend goes away. Silent where a target has no events. */
  watch(signal: AbortSignal): AsyncIterable<RuntimeChange>;
}

/** Looks at and talks to runtimes, never creates or removes one. Held by the API and the worker. */
export interface RuntimeAccess {
  readonly target: DeployTarget;
  /** What the target can do here; asked at admission. */
  capabilities(): Promise<TargetCapabilities>;
  /** Whether this host can serve the target at all, with the reason when it cannot. */
  availability(): Promise<{ configured: boolean; reason?: string }>;
  handleFor(agentId: string): RuntimeHandle;
  /** Never throws for an absent runtime: its state is `absent`. */
  inspect(handle: RuntimeHandle): Promise<ObservedRuntime>;
  /** @throws DomainError `runtime_unreachable` when the runtime does not exist or has no such port */
  endpoint(handle: RuntimeHandle, port: RuntimePortName): Promise<Endpoint>;
  /**
   * Blocks of addresses in CIDR notation from which the runtime itself calls, and no other one; null where the target
   * cannot tell its runtimes apart by that.
   */
  callsFrom(handle: RuntimeHandle): Promise<string[] | null>;
  /** Lines in the order in which they were written; also those of a runtime that has exited. */
  logs(handle: RuntimeHandle, options: LogOptions): AsyncIterable<LogLine>;
  /** What each of these runtimes has used until now, in any order; those that do not run are left out. */
  usage(handles: readonly RuntimeHandle[], signal: AbortSignal): AsyncIterable<RuntimeUsage>;
  /**
   * Bytes that the storage of an agent takes, whether it runs or not where the target can tell; null where it
   * cannot. May take seconds, and is given up after some.
   */
  diskUsage(handle: RuntimeHandle, signal: AbortSignal): Promise<number | null>;
  /** Watches one runtime, some seconds apart; ends with the signal, and when it does not run. */
  stats(handle: RuntimeHandle, signal: AbortSignal): AsyncIterable<RuntimeStats>;
  /**
   * Runs a command in a terminal of its own, in the runtime's home.
   * @throws DomainError `runtime_unreachable` when the runtime does not run
   */
  exec(handle: RuntimeHandle, argv: readonly string[], options: ExecOptions): Promise<ExecSession>;
}

/**
 * A fault of a target that trying again at once would not mend: a full disk, a port in use, a broken image.
 * Everything else that an adapter throws counts as passing.
 */
export class RuntimeFault extends Error {
  /**
   * @param code stable, e.g. `disk_full`
   * @param message what happened, for a person
   * @param nextAction what the operator can do about it
   */
  constructor(
    readonly code: string,
    message: string,
    readonly nextAction: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RuntimeFault';
  }
}

/** The adapters of this process, by target. A target that is not registered is not configured. */
export interface RuntimeBackend {
  provisioner: RuntimeProvisioner;
  access: RuntimeAccess;
}
