// What every pod of the chart has to keep to: the restricted Pod Security Standard, and what Nora asks beyond it.
import { containersOf, podsOf } from './workloads.mjs';

/** Volumes that the restricted standard allows. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Faults of the pods of a render. */
export function faultsOfPods(manifests) {
  return podsOf(manifests).flatMap((pod) => {
    const faults = [
      ...faultsOfPod(pod, manifests),
      ...containersOf(pod).flatMap((one) => faultsOfContainer(one, pod)),
    ];
    return faults.map((fault) => `${pod.kind}/${pod.owner} ${fault}`);
  });
}

function faultsOfPod({ kind, spec, owner }, manifests) {
  const faults = [];
  const expect = (holds, fault) => holds || faults.push(fault);
  for (const shared of ['hostNetwork', 'hostPID', 'hostIPC']) expect(!spec[shared], `shares ${shared}`);
  const security = spec.securityContext ?? {};
  expect(security.runAsNonRoot === true, 'may run as root');
  expect(security.runAsUser > 0, 'names no user');
  expect(security.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile');
  expect(!security.sysctls?.length, 'sets sysctls');
  expect(spec.automountServiceAccountToken === false, 'is given a token of the API server');
  expect(spec.enableServiceLinks === false, 'is given the addresses of all services');
  const accounts = manifests
    .filter((one) => one.kind === 'ServiceAccount')
    .map(({ metadata }) => metadata.name);
  expect(
    accounts.includes(spec.serviceAccountName),
    `runs as ${spec.serviceAccountName}, which is not there`,
  );
  if (kind === 'Job') {
    const job = manifests.find((one) => one.kind === 'Job' && one.metadata.name === owner);
    expect(job.spec.activeDeadlineSeconds > 0, 'has no deadline');
  }
  if (kind === 'Deployment' || kind === 'StatefulSet') {
    expect(spec.terminationGracePeriodSeconds > 0, 'has no time to end');
  }
  for (const volume of spec.volumes ?? []) {
    const [type] = Object.keys(volume).filter((key) => key !== 'name');
    expect(VOLUMES.includes(type), `has the volume ${volume.name} of the kind ${type}`);
    if (type === 'emptyDir')
      expect(volume.emptyDir.sizeLimit, `has the volume ${volume.name} without a limit`);
  }
  return faults;
}

function faultsOfContainer(container, { kind, spec, owner }) {
  const { name, image, securityContext = {}, resources = {}, volumeMounts = [], ports = [] } = container;
  const faults = [];
  const expect = (holds, fault) => holds || faults.push(`${name} ${fault}`);
  expect(securityContext.allowPrivilegeEscalation === false, 'may gain privileges');
  expect(!securityContext.privileged, 'is privileged');
  expect(securityContext.readOnlyRootFilesystem === true, 'may write its root');
  const { drop = [], add = [] } = securityContext.capabilities ?? {};
  expect(drop.includes('ALL') && add.length === 0, 'keeps capabilities');
  expect(securityContext.runAsNonRoot !== false && securityContext.runAsUser !== 0, 'runs as root');
  for (const amount of ['cpu', 'memory']) {
    expect(resources.requests?.[amount], `requests no ${amount}`);
    expect(resources.limits?.[amount], `has no limit of ${amount}`);
  }
  expect(
    /[:@][^/]+$/.test(image) && !image.endsWith(':latest'),
    `has the image ${image}, which is any version`,
  );
  const claims = templatesOf(spec, kind, owner);
  for (const mount of volumeMounts) {
    const isThere =
      (spec.volumes ?? []).some((volume) => volume.name === mount.name) || claims.has(mount.name);
    expect(isThere, `mounts ${mount.name}, which is not there`);
  }
  expect(
    ports.every(({ hostPort }) => !hostPort),
    'takes a port of the host',
  );
  const serves = spec.containers.includes(container) && ['Deployment', 'StatefulSet'].includes(kind);
  if (serves) {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(container[probe], `has no ${probe}`);
      const port = container[probe]?.httpGet?.port;
      const named = ports.some((one) => one.name === port || one.containerPort === port);
      expect(port === undefined || named, `has a ${probe} at ${port}, which it does not listen on`);
    }
  }
  return faults;
}

/** StatefulSets bring volumes that their pods do not list; their one is named `data` here. */
function templatesOf(spec, kind) {
  return new Set(kind === 'StatefulSet' ? ['data'] : []);
}
