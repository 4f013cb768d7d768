import type { EngineGateSettings } from '@nora/config';
import {
  containerSeen,
  containersSeen,
  infoSeen,
  networkSeen,
  networksSeen,
  type Redaction,
  volumeSeen,
  volumesSeen,
} from './answers';
import type { Check, Examination } from './call';
import {
  createCommand,
  createContainer,
  createNetwork,
  createProbe,
  createVolume,
  joinNetwork,
  leaveNetwork,
  newRuntimeImage,
  startCommand,
  updateLimits,
} from './examinations';

type Profile = EngineGateSettings['profile'];

/**
 * What may stand in a place of a path. `{container}`, `{network}`, `{volume}` and `{exec}` are looked up at the engine
 * and must belong to the installation; `{named}` is any name, and the answer is judged.
 */
export type Place = '{container}' | '{network}' | '{volume}' | '{exec}' | '{named}' | '{image}' | '{probe}';

/** One call that is let through. */
export interface Route {
  profiles: readonly Profile[];
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Names in braces are places; the rest is to the letter. */
  path: string;
  /** Parameters that may be there, each with all that it may say. Anything else is refused. */
  query?: Record<string, RegExp>;
  /** The client repeats its body in the query: whatever is not in `query` is left out instead of refused. */
  lenient?: boolean;
  /** Asked before anything is sent on. */
  check?: Check;
  /** What is sent on; without it no body is. */
  body?: 'tar' | Examination;
  /** What of the answer is shown; without it all. */
  shows?: Redaction | 'events';
  /** The connection may be taken over. */
  upgrade?: boolean;
}

const BOTH: readonly Profile[] = ['access', 'provision'];
const ACCESS: readonly Profile[] = ['access'];
const PROVISION: readonly Profile[] = ['provision'];

const FLAG = /^(true|false|0|1)$/;
const ANY = /./;
const SECONDS = /^\d{1,4}$/;
const CELLS = /^\d{1,4}$/;
/** Below the home of a runtime, and without a way back. */
const HOME = /^\/home\/node(?!.*\/\.\.(\/|$))(\/[^\0]*)?$/s;

/**
 * Everything that a gate lets through. What the API needs is what `RuntimeAccess` does on Docker; the worker also does
 * what `RuntimeProvisioner` does. A call that is not here is refused.
 */
export const ROUTES: readonly Route[] = [
  { profiles: BOTH, method: 'GET', path: '/_ping' },
  { profiles: BOTH, method: 'GET', path: '/info', shows: infoSeen },
  { profiles: PROVISION, method: 'GET', path: '/version' },

  { profiles: BOTH, method: 'GET', path: '/containers/{named}/json', shows: containerSeen },
  {
    ...{ profiles: BOTH, method: 'GET', path: '/containers/{container}/logs' },
    query: {
      stdout: FLAG,
      stderr: FLAG,
      timestamps: FLAG,
      follow: FLAG,
      tail: /^\d{1,9}$/,
      since: /^[\d.]{1,20}$/,
    },
  },
  {
    ...{ profiles: BOTH, method: 'GET', path: '/containers/{container}/stats' },
    query: { stream: /^(false|0)$/, 'one-shot': FLAG },
  },
  { profiles: BOTH, method: 'POST', path: '/containers/{container}/exec', body: createCommand },
  { profiles: BOTH, method: 'POST', path: '/exec/{exec}/start', body: startCommand, upgrade: true },
  { profiles: BOTH, method: 'POST', path: '/exec/{exec}/resize', query: { h: CELLS, w: CELLS } },
  { profiles: BOTH, method: 'GET', path: '/exec/{exec}/json' },

  { profiles: BOTH, method: 'GET', path: '/volumes/{named}', shows: volumeSeen },
  { profiles: BOTH, method: 'GET', path: '/networks/{named}', shows: networkSeen },

  // Whether volumes can have a size is told only by making one; this name holds nothing.
  { profiles: ACCESS, method: 'POST', path: '/volumes/create', lenient: true, body: createProbe },
  { profiles: ACCESS, method: 'DELETE', path: '/volumes/{probe}' },

  {
    ...{ profiles: PROVISION, method: 'GET', path: '/containers/json', shows: containersSeen },
    query: { all: FLAG },
  },
  {
    ...{ profiles: PROVISION, method: 'POST', path: '/containers/create', body: createContainer },
    ...{ query: { name: ANY }, lenient: true },
  },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/start' },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/stop', query: { t: SECONDS } },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/pause' },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/unpause' },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/wait' },
  { profiles: PROVISION, method: 'POST', path: '/containers/{container}/update', body: updateLimits },
  { profiles: PROVISION, method: 'DELETE', path: '/containers/{container}', query: { force: FLAG } },
  { profiles: PROVISION, method: 'GET', path: '/containers/{container}/archive', query: { path: HOME } },
  {
    ...{ profiles: PROVISION, method: 'PUT', path: '/containers/{container}/archive', body: 'tar' },
    query: { path: /^\/home\/node$/ },
  },

  { profiles: PROVISION, method: 'GET', path: '/volumes', query: { filters: ANY }, shows: volumesSeen },
  { profiles: PROVISION, method: 'POST', path: '/volumes/create', lenient: true, body: createVolume },
  { profiles: PROVISION, method: 'DELETE', path: '/volumes/{volume}' },

  { profiles: PROVISION, method: 'GET', path: '/networks', query: { filters: ANY }, shows: networksSeen },
  { profiles: PROVISION, method: 'POST', path: '/networks/create', lenient: true, body: createNetwork },
  { profiles: PROVISION, method: 'DELETE', path: '/networks/{network}' },
  { profiles: PROVISION, method: 'POST', path: '/networks/{network}/connect', body: joinNetwork },
  { profiles: PROVISION, method: 'POST', path: '/networks/{network}/disconnect', body: leaveNetwork },

  { profiles: PROVISION, method: 'GET', path: '/images/nora/{image}/json' },
  {
    ...{ profiles: PROVISION, method: 'POST', path: '/build', body: 'tar', check: newRuntimeImage },
    query: { t: ANY, buildargs: ANY, networkmode: /^none$/, rm: FLAG, forcerm: FLAG },
  },
  {
    ...{ profiles: PROVISION, method: 'GET', path: '/events', shows: 'events' },
    query: { filters: ANY },
  },
];
