// What is in a render of the chart: its pods, and which of them a selector means.

/** Every pod that a render makes: `{ owner, kind, labels, spec }`. */
export function podsOf(manifests) {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    if (kind === 'Pod') return [{ owner: metadata.name, kind, labels: metadata.labels ?? {}, spec }];
    const template = spec?.template;
    if (!template?.spec) return [];
    return [{ owner: metadata.name, kind, labels: template.metadata?.labels ?? {}, spec: template.spec }];
  });
}

/** Those that are started, first and afterwards. */
export function containersOf({ spec }) {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** Whether a selector with labels and expressions means such labels. An empty one means everything. */
export function selects(selector, labels) {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const each = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return each && matchExpressions.every((expression) => meets(expression, labels));
}

function meets({ key, operator, values = [] }, labels) {
  switch (operator) {
    case 'In':
      return values.includes(labels[key]);
    case 'NotIn':
      return !values.includes(labels[key]);
    case 'Exists':
      return key in labels;
    case 'DoesNotExist':
      return !(key in labels);
    default:
      throw new Error(`unknown operator ${operator}`);
  }
}

/** Ports that the containers of a pod name, by number and by name. */
export function portsOf(pod) {
  return containersOf(pod).flatMap(({ ports = [] }) =>
    ports.flatMap(({ containerPort, name }) => [containerPort, name]),
  );
}

/** The pod of a part of Nora, e.g. `api`. */
export function podOf(pods, component) {
  return pods.find(({ labels }) => labels['app.kubernetes.io/component'] === component);
}
