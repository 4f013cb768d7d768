// What every service of Nora's Compose files has to be.
import { volumeOf } from './files.mjs';

const ROOT = /^(0|root)(:|$)/;
const SOCKET = /docker\.sock|DOCKER_SOCKET/;

/**
 * What is wrong with the services of a merged Compose file.
 * @param context `sockets`: services that mount the engine's socket; `published`: those that publish ports;
 *   `pinned`: images by the variables that docker/pin-images.sh writes; `imageOf`: user and health check of what is built
 */
export function faultsOfServices(compose, context) {
  return Object.entries(compose.services).flatMap(([name, service]) =>
    [
      ...faultsOfPrivileges(service),
      ...faultsOfLife(service, context),
      ...faultsOfImage(service, context),
      ...faultsOfMounts(name, service, compose, context),
      ...(service.ports?.length > 0 && !context.published.includes(name) ? ['publishes a port'] : []),
    ].map((fault) => `${name} ${fault}`),
  );
}

function faultsOfPrivileges(service) {
  const faults = [];
  const demand = (holds, fault) => holds || faults.push(fault);
  demand(service.read_only === true, 'has a root that can be written');
  demand(service.cap_drop?.includes('ALL'), 'keeps capabilities');
  demand(!service.cap_add?.length, 'adds capabilities');
  demand(service.security_opt?.includes('no-new-privileges:true'), 'may gain privileges');
  demand(!service.privileged, 'is privileged');
  for (const space of ['network_mode', 'pid', 'ipc', 'userns_mode', 'uts', 'cgroup']) {
    demand(service[space] !== 'host', `has ${space} of the host`);
  }
  demand(!service.devices?.length, 'has devices');
  return faults;
}

function faultsOfLife(service, { imageOf }) {
  const faults = [];
  const demand = (holds, fault) => holds || faults.push(fault);
  const image = service.build ? imageOf(service.build) : { user: null, hasHealthcheck: false };
  const user = service.user ?? image.user;
  demand(
    user !== null && user !== undefined && !ROOT.test(String(user)),
    'runs as root, or as whom its image says',
  );
  demand(service.healthcheck ? !service.healthcheck.disable : image.hasHealthcheck, 'has no health check');
  demand(['unless-stopped', 'always'].includes(service.restart), 'does not come back');
  for (const limit of ['cpus', 'mem_limit', 'pids_limit']) demand(service[limit], `has no ${limit}`);
  const { driver, options = {} } = service.logging ?? {};
  demand(
    driver === 'json-file' && options['max-size'] && options['max-file'],
    'has a log that grows for ever',
  );
  return faults;
}

function faultsOfImage({ build, image }, { pinned }) {
  if (build) return [];
  const [, variable, reference = ''] = /^\$\{(\w+):-([^}]+)\}$/.exec(image ?? '') ?? [];
  if (!variable) return [`has an image that no variable can pin: ${image}`];
  if (pinned[variable] !== reference)
    return [`has an image that docker/pin-images.sh pins otherwise: ${image}`];
  return /:[\w.-]+$/.test(reference) && !reference.endsWith(':latest') ? [] : [`has no tag: ${reference}`];
}

function faultsOfMounts(name, service, compose, { sockets }) {
  const faults = [];
  const volumes = (service.volumes ?? []).map(volumeOf);
  const hasSocket = volumes.some(({ source, target }) => SOCKET.test(source) || SOCKET.test(target));
  if (hasSocket !== sockets.includes(name)) {
    faults.push(
      hasSocket ? "mounts the engine's socket" : "no longer mounts the engine's socket: take it from SOCKETS",
    );
  }
  for (const { source, target, isReadOnly } of volumes) {
    const isNamed = /^[\w-]+$/.test(source ?? '');
    if (isNamed && !(source in (compose.volumes ?? {})))
      faults.push(`mounts ${source}, which is declared nowhere`);
    const isSocket = SOCKET.test(source) || SOCKET.test(target);
    if (!isNamed && !isReadOnly && !isSocket) faults.push(`can write to the host's ${source}`);
  }
  return faults;
}
