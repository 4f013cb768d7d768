import type { RuntimePortName } from '@nora/runtime-contract';
import type {
  Progress,
  RuntimeBackend,
  RuntimeFile,
  RuntimeHandle,
  RuntimeSpec,
  StateScope,
} from '../../ports';
import type { ServedTerminals } from './terminals';

/** What a call to the engine is about, as its client sends it. */
export interface CallArguments {
  spec: RuntimeSpec;
  handle: RuntimeHandle;
  handles: RuntimeHandle[];
  from: RuntimeHandle;
  files: RuntimeFile[];
  scope: StateScope;
  port: RuntimePortName;
  graceMs: number;
  keepState: boolean;
  tail: number | null;
  /** ISO 8601. */
  since: string | null;
  follow: boolean;
  argv: string[];
  environment: Record<string, string>;
  cols: number;
  rows: number;
  /** Of a terminal. */
  id: string;
  /** In base64. */
  data: string;
}

/** A backend whose terminals clients in other processes can hold. */
export interface ServedBackend extends RuntimeBackend {
  terminals: ServedTerminals;
}

type Call<Answer> = (
  backend: ServedBackend,
  args: CallArguments,
  signal: AbortSignal,
  progress: Progress,
) => Answer;

/** Calls with one answer. */
export const CALLS = {
  ensureImage: ({ provisioner }, { spec }, signal, progress) =>
    provisioner.ensureImage(spec, progress, signal),
  ensureStorage: ({ provisioner }, { spec }, signal) => provisioner.ensureStorage(spec, signal),
  ensureNetwork: ({ provisioner }, { spec }, signal) => provisioner.ensureNetwork(spec, signal),
  ensureRuntime: ({ provisioner }, { spec }, signal) => provisioner.ensureRuntime(spec, signal),
  inject: ({ provisioner }, { handle, files }, signal) => provisioner.inject(handle, files, signal),
  start: ({ provisioner }, { handle }, signal) => provisioner.start(handle, signal),
  amend: ({ provisioner }, { spec }, signal) => provisioner.amend(spec, signal),
  copyState: ({ provisioner }, { from, handle, scope }, signal, progress) =>
    provisioner.copyState(from, handle, scope, progress, signal),
  stop: ({ provisioner }, { handle, graceMs }, signal) => provisioner.stop(handle, graceMs, signal),
  remove: ({ provisioner }, { handle, keepState }, signal) =>
    provisioner.remove(handle, { keepState }, signal),
  inspect: ({ access }, { handle }) => access.inspect(handle),
  endpoint: ({ access }, { handle, port }) => access.endpoint(handle, port),
  diskUsage: ({ access }, { handle }, signal) => access.diskUsage(handle, signal),
  execWrite: ({ terminals }, { id, data }) => terminals.write(id, data),
  execResize: ({ terminals }, { id, cols, rows }) => terminals.resize(id, { cols, rows }),
  execKill: ({ terminals }, { id }) => terminals.kill(id),
} satisfies Record<string, Call<Promise<unknown>>>;
export type CallName = keyof typeof CALLS;

/** Calls with any number of answers. */
export const STREAMS = {
  list: ({ provisioner }, _args, signal) => provisioner.list(signal),
  watch: ({ provisioner }, _args, signal) => provisioner.watch(signal),
  usage: ({ access }, { handles }, signal) => access.usage(handles, signal),
  logs: ({ access }, { handle, tail, since, follow }, signal) =>
    access.logs(handle, { tail, since: since === null ? null : new Date(since), follow, signal }),
  exec: ({ terminals }, { handle, argv, environment, cols, rows }, signal) =>
    terminals.run(handle, argv, { environment, cols, rows, signal }),
} satisfies Record<string, Call<AsyncIterable<unknown>>>;
export type StreamName = keyof typeof STREAMS;
