// Who may reach whom, by the NetworkPolicies of a render.
import { podOf, podsOf, portsOf, selects } from './workloads.mjs';

/** Ways that must be open: from, to, port. Those to stores only where they are in the chart. */
const OPEN = [
  ['edge', 'api', 8080],
  ['test', 'edge', 8080],
  ['api', 'postgresql', 5432],
  ['api', 'redis', 6379],
  ['provisioner-worker', 'postgresql', 5432],
  ['provisioner-worker', 'redis', 6379],
  ['backup-worker', 'postgresql', 5432],
];
/** Ways that must be closed. */
const CLOSED = [
  ['edge', 'postgresql', 5432],
  ['edge', 'redis', 6379],
  ['edge', 'api', 8081],
  ['edge', 'api', 8091],
  ['test', 'api', 8080],
  ['test', 'postgresql', 5432],
  ['provisioner-worker', 'api', 8080],
  ['backup-worker', 'redis', 6379],
  ['backup-worker', 'api', 8080],
  ['postgresql', 'api', 8080],
  ['redis', 'postgresql', 5432],
];

/** Faults of a render. */
export function faultsOfNetwork(manifests) {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  if (policies.length === 0) return [];
  const pods = podsOf(manifests);
  const faults = policies.flatMap((policy) => {
    return faultsOfPolicy(policy, pods).map((fault) => `NetworkPolicy/${policy.metadata.name} ${fault}`);
  });
  for (const pod of pods) {
    for (const type of ['Ingress', 'Egress']) {
      const isolated = policies.some(
        ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, pod.labels),
      );
      if (!isolated) faults.push(`${pod.kind}/${pod.owner} is not isolated (${type})`);
    }
  }
  for (const [ways, wanted] of [
    [OPEN, true],
    [CLOSED, false],
  ]) {
    for (const [from, to, port] of ways) {
      const [source, target] = [podOf(pods, from), podOf(pods, to)];
      if (!source || !target) continue;
      const open = reaches(policies, source, target, port);
      if (open !== wanted) faults.push(`${from} ${open ? 'reaches' : 'does not reach'} ${to} at ${port}`);
    }
  }
  return [...faults, ...faultsOfStrangers(policies, pods)];
}

function faultsOfPolicy({ spec }, pods) {
  const faults = [];
  const selected = pods.filter(({ labels }) => selects(spec.podSelector, labels));
  if (selected.length === 0) faults.push('selects no pod');
  for (const { ports = [] } of spec.ingress ?? []) {
    if (ports.length === 0) faults.push('opens every port');
    for (const { port } of ports) {
      if (!selected.some((pod) => portsOf(pod).includes(port)))
        faults.push(`opens ${port}, where nothing listens`);
    }
  }
  for (const { ports = [], to = [] } of spec.egress ?? []) {
    const inner = to.filter(
      ({ podSelector, namespaceSelector }) =>
        podSelector?.matchLabels?.['app.kubernetes.io/name'] === 'nora' && !namespaceSelector,
    );
    for (const { podSelector } of inner) {
      const peers = pods.filter(({ labels }) => selects(podSelector, labels));
      if (peers.length === 0) faults.push('leads to no pod');
      for (const { port } of ports) {
        if (!peers.some((pod) => portsOf(pod).includes(port)))
          faults.push(`leads to ${port}, where nothing listens`);
      }
    }
    const blocks = to.flatMap(({ ipBlock }) => (ipBlock?.cidr === '0.0.0.0/0' ? [ipBlock] : []));
    for (const { except = [] } of blocks) {
      if (!except.includes('169.254.0.0/16')) faults.push('leads to metadata addresses');
    }
  }
  return faults;
}

/** Somebody of another application in this namespace reaches the edge at most. */
function faultsOfStrangers(policies, pods) {
  const stranger = { labels: { app: 'stranger' } };
  return pods.flatMap((pod) => {
    const open = [...new Set(portsOf(pod))].filter(
      (port) => typeof port === 'number' && enters(policies, stranger, pod, port),
    );
    const isEdge = pod.labels['app.kubernetes.io/component'] === 'edge';
    return open
      .filter((port) => !(isEdge && port === 8080))
      .map((port) => `a stranger reaches ${pod.owner} at ${port}`);
  });
}

/** Whether one pod may connect to a port of another of the same namespace. */
export function reaches(policies, source, target, port) {
  return leaves(policies, source, target, port) && enters(policies, source, target, port);
}

function enters(policies, source, target, port) {
  return allowed(policies, target, 'Ingress', ({ ports, from }) => names(ports, port) && means(from, source));
}

function leaves(policies, source, target, port) {
  return allowed(policies, source, 'Egress', ({ ports, to }) => names(ports, port) && means(to, target));
}

function allowed(policies, pod, type, rule) {
  const about = policies.filter(
    ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, pod.labels),
  );
  return about.length === 0 || about.some(({ spec }) => (spec[type.toLowerCase()] ?? []).some(rule));
}

const names = (ports, port) => !ports?.length || ports.some((one) => one.port === port);

/** Blocks of addresses are not about pods, and peers of other namespaces are not in this one. */
const means = (peers, { labels }) =>
  !peers?.length ||
  peers.some(
    ({ podSelector, namespaceSelector }) => podSelector && !namespaceSelector && selects(podSelector, labels),
  );
