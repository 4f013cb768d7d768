// Renders that somebody has broken: each must be found, or the checks prove nothing.

const find = (manifests, kind, name = '') =>
  manifests.find((one) => one.kind === kind && one.metadata.name.includes(name));
const podOf = (manifests, name) => find(manifests, 'Deployment', name).spec.template.spec;
const apiOf = (manifests) => podOf(manifests, 'api').containers[0];
const policy = (manifests, name) =>
  manifests.find((one) => one.kind === 'NetworkPolicy' && one.metadata.name.endsWith(name)).spec;

/** What was done, and how. Each is given a render of its own. */
export const BREAKS = [
  ['a misspelt field', (m) => (apiOf(m).readinesProbe = {})],
  ['a field of the wrong type', (m) => (find(m, 'Deployment', 'api').spec.replicas = 'two')],
  ['a missing field', (m) => delete find(m, 'Deployment', 'api').spec.selector],
  ['a field that a Gateway does not know', (m) => (find(m, 'HTTPRoute').spec.rules[0].timeout = '1s')],
  [
    'a field that a monitor does not know',
    (m) => (find(m, 'ServiceMonitor').spec.endpoints[0].ports = 'health'),
  ],
  [
    'a field that an alert does not know',
    (m) => (find(m, 'PrometheusRule').spec.groups[0].rules[0].expression = 'up'),
  ],
  ['an alert without an expression', (m) => delete find(m, 'PrometheusRule').spec.groups[0].rules[0].expr],
  ['root', (m) => (podOf(m, 'edge').securityContext.runAsNonRoot = false)],
  ['a root that is written', (m) => delete apiOf(m).securityContext.readOnlyRootFilesystem],
  ['a capability', (m) => (apiOf(m).securityContext.capabilities.add = ['NET_ADMIN'])],
  ['privileges to gain', (m) => delete apiOf(m).securityContext.allowPrivilegeEscalation],
  ['no seccomp profile', (m) => delete podOf(m, 'api').securityContext.seccompProfile],
  ['the network of the host', (m) => (podOf(m, 'api').hostNetwork = true)],
  ['a directory of the host', (m) => podOf(m, 'api').volumes.push({ name: 'x', hostPath: { path: '/' } })],
  ['a token', (m) => (podOf(m, 'api').automountServiceAccountToken = true)],
  ['no limit of memory', (m) => delete apiOf(m).resources.limits.memory],
  ['no probe', (m) => delete apiOf(m).livenessProbe],
  ['a probe at another port', (m) => (apiOf(m).readinessProbe.httpGet.port = 'metrics')],
  ['a mount of nothing', (m) => apiOf(m).volumeMounts.push({ name: 'nothing', mountPath: '/x' })],
  ['the latest image', (m) => (apiOf(m).image = 'nora/api:latest')],
  ['a password in the environment', (m) => apiOf(m).env.push({ name: 'SMTP_URL', value: 'smtp://a:b@c' })],
  ['a password in the settings', (m) => (find(m, 'ConfigMap').data.JWT_SECRET = 'x')],
  ['a setting with no valid value', (m) => (find(m, 'ConfigMap').data.PUBLIC_URL = 'nora')],
  ['a target that is not known', (m) => (find(m, 'ConfigMap').data.NORA_TARGETS = 'k8s')],
  ['a variable nobody reads', (m) => apiOf(m).env.push({ name: 'NORA_TRAGETS', value: 'none' })],
  ['a secret in an argument', (m) => (apiOf(m).args = [find(m, 'Secret').stringData.NORA_CLAIM_TOKEN])],
  [
    'a secret that is not given',
    (m) => (apiOf(m).env = apiOf(m).env.filter(({ name }) => name !== 'JWT_SECRET')),
  ],
  ['a key that the Secret does not hold', (m) => delete find(m, 'Secret').stringData.REDIS_URL],
  [
    'a selector that moves',
    (m) => (find(m, 'Deployment', 'api').spec.selector.matchLabels['helm.sh/chart'] = 'nora-0.1.0'),
  ],
  ['a Service of nothing', (m) => (find(m, 'Service', 'api').spec.selector.app = 'x')],
  ['a Service at another port', (m) => (find(m, 'Service', 'api').spec.ports[0].targetPort = 'https')],
  ['a budget of nothing', (m) => (find(m, 'PodDisruptionBudget').spec.selector.matchLabels.app = 'x')],
  ['no budget', (m) => m.splice(m.indexOf(find(m, 'PodDisruptionBudget')), 1)],
  ['an autoscaler of nothing', (m) => (find(m, 'HorizontalPodAutoscaler').spec.scaleTargetRef.name = 'x')],
  ['an autoscaler and replicas', (m) => (find(m, 'Deployment', 'api').spec.replicas = 2)],
  [
    'a gap in the update',
    (m) => (find(m, 'Deployment', 'api').spec.strategy.rollingUpdate.maxUnavailable = 1),
  ],
  [
    'an Ingress to nothing',
    (m) => (find(m, 'Ingress').spec.rules[0].http.paths[0].backend.service.name = 'x'),
  ],
  ['a route to nothing', (m) => (find(m, 'HTTPRoute').spec.rules[0].backendRefs[0].port = 1)],
  ['a monitor of nothing', (m) => (find(m, 'ServiceMonitor').spec.selector.matchLabels.app = 'x')],
  ['a policy of nothing', (m) => (policy(m, '-test').podSelector.matchLabels.app = 'x')],
  ['a port where nothing listens', (m) => (policy(m, '-edge').ingress[0].ports[0].port = 80)],
  ['an API for everybody', (m) => delete policy(m, '-api').ingress[0].from],
  ['an API without its database', (m) => policy(m, '-api').egress.splice(1, 1)],
  ['an edge that reaches the database', (m) => delete policy(m, '-edge').egress[1].ports],
  ['a way to metadata addresses', (m) => (policy(m, '-api').egress.at(-1).to[0].ipBlock.except = [])],
  ['agents at the API', (m) => delete policy(m, '-api').ingress[1].ports],
];

/** Values of the render that is broken: everything is there. */
export const WHOLE = {
  nora: { publicUrl: 'https://nora.example.com' },
  evaluation: { enabled: true },
  edge: { trustedProxies: ['10.0.0.0/8'] },
  ingress: { enabled: true },
  httpRoute: { enabled: true, parentRefs: [{ name: 'public' }] },
  api: { autoscaling: { enabled: true } },
  runtimeListener: { enabled: true, from: [{ podSelector: { matchLabels: { app: 'stranger' } } }] },
  metrics: { enabled: true, serviceMonitor: { enabled: true }, prometheusRule: { enabled: true } },
};
