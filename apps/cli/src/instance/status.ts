import { isAlive } from '../system/processes';
import type { DataDirectory } from './data-directory';
import { lockHolder } from './lock';
import { readState } from './state';
import type { ServiceState } from './state';

export interface ServiceReport {
  name: string;
  state: ServiceState;
  pid: number | null;
  container: string | null;
  uptimeSeconds: number | null;
  restarts: number;
}

/** What `status --json` prints. */
export interface StatusReport {
  running: boolean;
  state: 'starting' | 'running' | 'stopping' | 'stopped';
  dataDirectory: string;
  url: string | null;
  port: number | null;
  pid: number | null;
  startedAt: string | null;
  targets: string[];
  services: ServiceReport[];
}

/** What runs for a data directory; what a killed supervisor left counts as not running. */
export function readStatus(directory: DataDirectory): StatusReport {
  const holder = lockHolder(directory.lock);
  const state = readState(directory.state);
  const nothing: StatusReport = {
    running: false,
    state: 'stopped',
    dataDirectory: directory.path,
    url: null,
    port: null,
    pid: null,
    startedAt: null,
    targets: [],
    services: [],
  };
  if (holder === null) return nothing;
  if (state === null || state.supervisor.start !== holder.start) {
    return { ...nothing, running: true, state: 'starting', pid: holder.pid };
  }
  return {
    running: true,
    state: state.state,
    dataDirectory: directory.path,
    url: state.url,
    port: state.port,
    pid: holder.pid,
    startedAt: state.startedAt,
    targets: state.targets,
    services: state.services.map(({ name, state: serviceState, process, container, since, restarts }) => ({
      name,
      state: process !== null && !isAlive(process) ? 'backing-off' : serviceState,
      pid: process?.pid ?? null,
      container,
      uptimeSeconds: since === null ? null : Math.round((Date.now() - Date.parse(since)) / 1000),
      restarts,
    })),
  };
}

/** The report as a person reads it. */
export function describeStatus(status: StatusReport): string {
  if (!status.running) return `Nora does not run (data directory ${status.dataDirectory}).`;
  const lines = [
    `Nora is ${status.state}: ${status.url ?? 'no address yet'}`,
    `data ${status.dataDirectory} · process ${status.pid} · targets ${status.targets.join(', ') || '–'}`,
    '',
    row('SERVICE', 'STATE', 'PID', 'UPTIME', 'RESTARTS'),
  ];
  for (const service of status.services) {
    const { name, state, pid, container, uptimeSeconds, restarts } = service;
    lines.push(row(name, state, container ?? String(pid ?? '–'), duration(uptimeSeconds), String(restarts)));
  }
  return lines.join('\n');
}

function row(name: string, state: string, pid: string, uptime: string, restarts: string): string {
  return `${name.padEnd(20)}${state.padEnd(13)}${pid.padEnd(9)} ${uptime.padEnd(10)}${restarts}`;
}

/** Seconds as a person reads them: `42 s`, `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
