// What leads from one object of a render to another has to arrive.
import { podsOf, portsOf, selects } from './workloads.mjs';

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;
const LABEL = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const PROGRAMS = ['api', 'provisioner-worker', 'backup-worker', 'edge'];

/** Faults of a render. */
export function faultsOfObjects(manifests) {
  const of = (kind) => manifests.filter((one) => one.kind === kind);
  const pods = podsOf(manifests);
  return [
    ...faultsOfNames(manifests),
    ...[...of('Deployment'), ...of('StatefulSet')].flatMap(faultsOfWorkload),
    ...of('Service').flatMap((service) => faultsOfService(service, pods)),
    ...of('PodDisruptionBudget').flatMap((budget) => faultsOfBudget(budget, pods)),
    ...of('HorizontalPodAutoscaler').flatMap((scaler) => faultsOfScaler(scaler, of('Deployment'))),
    ...of('Ingress').flatMap((ingress) => faultsOfIngress(ingress, of('Service'))),
    ...of('HTTPRoute').flatMap((route) => faultsOfRoute(route, of('Service'))),
    ...of('ServiceMonitor').flatMap((monitor) => faultsOfMonitor(monitor, of('Service'))),
    ...PROGRAMS.flatMap((component) => {
      const covered = of('PodDisruptionBudget').some(
        ({ spec }) => spec.selector.matchLabels['app.kubernetes.io/component'] === component,
      );
      return covered ? [] : [`${component} has no PodDisruptionBudget`];
    }),
  ];
}

function faultsOfNames(manifests) {
  const seen = new Set();
  return manifests.flatMap(({ kind, metadata }) => {
    const id = `${kind}/${metadata.name}`;
    const faults = seen.has(id) ? [`${id} is there twice`] : [];
    seen.add(id);
    if (!NAME.test(metadata.name)) faults.push(`${id} has no valid name`);
    for (const [key, value] of Object.entries(metadata.labels ?? {})) {
      if (!LABEL.test(value)) faults.push(`${id} has the label ${key} with no valid value`);
    }
    return faults;
  });
}

function faultsOfWorkload({ kind, metadata, spec }) {
  const faults = [];
  if (!selects(spec.selector, spec.template.metadata.labels)) faults.push('does not select its own pods');
  const labels = spec.selector.matchLabels;
  if ('app.kubernetes.io/version' in labels || 'helm.sh/chart' in labels) faults.push('selects by a version');
  if (kind === 'Deployment') {
    const { maxUnavailable, maxSurge } = spec.strategy?.rollingUpdate ?? {};
    if (maxUnavailable !== 0 || !maxSurge) faults.push('takes pods away before there are others');
    for (const { labelSelector } of spec.template.spec.topologySpreadConstraints ?? []) {
      if (!selects(labelSelector, spec.template.metadata.labels)) faults.push('spreads pods of others');
    }
    if (!spec.template.spec.topologySpreadConstraints?.length) faults.push('is not spread');
  }
  return faults.map((fault) => `${kind}/${metadata.name} ${fault}`);
}

function faultsOfService({ metadata, spec }, pods) {
  const selected = pods.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels));
  if (selected.length !== 1) return [`Service/${metadata.name} selects ${selected.length} kinds of pods`];
  return spec.ports
    .filter(({ targetPort }) => !portsOf(selected[0]).includes(targetPort))
    .map(({ targetPort }) => `Service/${metadata.name} leads to ${targetPort}, which its pods do not name`);
}

function faultsOfBudget({ metadata, spec }, pods) {
  const selected = pods.filter(({ labels }) => selects(spec.selector, labels));
  return selected.length === 1
    ? []
    : [`PodDisruptionBudget/${metadata.name} selects ${selected.length} kinds of pods`];
}

function faultsOfScaler({ metadata, spec }, deployments) {
  const target = deployments.find((one) => one.metadata.name === spec.scaleTargetRef.name);
  if (!target) return [`HorizontalPodAutoscaler/${metadata.name} scales nothing`];
  return 'replicas' in target.spec
    ? [`Deployment/${target.metadata.name} and its autoscaler both set the replicas`]
    : [];
}

function faultsOfIngress({ metadata, spec }, services) {
  return spec.rules.flatMap(({ host, http }) => {
    const faults = host ? [] : [`Ingress/${metadata.name} has no host`];
    for (const { backend } of http.paths) {
      const service = services.find((one) => one.metadata.name === backend.service.name);
      const { name, number } = backend.service.port;
      const there = service?.spec.ports.some((one) => one.name === name || one.port === number);
      if (!there) faults.push(`Ingress/${metadata.name} leads to no port of a Service`);
    }
    return faults;
  });
}

function faultsOfRoute({ metadata, spec }, services) {
  const backends = spec.rules.flatMap(({ backendRefs }) => backendRefs);
  return backends
    .filter(
      ({ name, port }) =>
        !services.some(
          (one) => one.metadata.name === name && one.spec.ports.some((two) => two.port === port),
        ),
    )
    .map(() => `HTTPRoute/${metadata.name} leads to no port of a Service`);
}

function faultsOfMonitor({ metadata, spec }, services) {
  const found = services.filter(({ metadata: { labels } }) => selects(spec.selector, labels));
  const complete =
    found.length > 0 &&
    spec.endpoints.every(({ port }) =>
      found.every((one) => one.spec.ports.some(({ name }) => name === port)),
    );
  return complete ? [] : [`ServiceMonitor/${metadata.name} watches nothing`];
}
