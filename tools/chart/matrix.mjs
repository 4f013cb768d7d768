// The values that the chart is rendered with: every choice once, and many together.

/** Renders beside those of single choices; which ones is the same at each run. */
const COMBINATIONS = 80;
export const KUBE_VERSIONS = ['1.32.0', '1.33.4', '1.34.2', '1.35.0', '1.36.0'];

const external = { nora: { publicUrl: 'https://nora.example.com', existingSecret: 'nora-secrets' } };
const evaluation = { nora: { publicUrl: 'http://localhost:8080' }, evaluation: { enabled: true } };
const inNamespace = (name) => [
  { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } },
];
const proxied = { edge: { trustedProxies: ['10.42.0.0/16', 'fd00:42::/64'] } };
const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '4', memory: '2Gi' } };

/** Of each part one choice; the first is what the chart does by itself. */
const CHOICES = {
  stores: [external, evaluation],
  exposure: [
    {},
    { ...proxied, ingress: { enabled: true, className: 'nginx', tlsSecret: 'nora-tls' } },
    { ...proxied, ingress: { enabled: true, annotations: { 'example.com/note': 'none' } } },
    { ...proxied, httpRoute: { enabled: true, parentRefs: [{ name: 'public' }] } },
    {
      edge: { ...proxied.edge, service: { type: 'LoadBalancer', port: 8080, annotations: { a: 'b' } } },
      ingress: { enabled: true },
      httpRoute: {
        enabled: true,
        timeout: '3600s',
        annotations: { a: 'b' },
        parentRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https', port: 443 }],
      },
    },
  ],
  policies: [
    {},
    { networkPolicies: { enabled: false } },
    {
      networkPolicies: {
        edgeFrom: inNamespace('ingress-nginx'),
        postgresql: { port: 6432, to: [{ ipBlock: { cidr: '10.0.8.0/24' } }] },
        redis: { port: 6380, to: inNamespace('redis') },
        dns: { to: inNamespace('kube-system') },
        outbound: { ports: [443] },
        extraEgress: [{ ports: [{ port: 11434 }], to: inNamespace('models') }],
      },
    },
    { networkPolicies: { outbound: { ports: [] } } },
  ],
  metrics: [
    {},
    { metrics: { enabled: true } },
    {
      metrics: {
        enabled: true,
        from: inNamespace('monitoring'),
        serviceMonitor: { enabled: true, interval: '15s', labels: { release: 'prometheus' } },
        prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
      },
    },
  ],
  scale: [
    {},
    {
      api: { replicas: 5 },
      provisionerWorker: { replicas: 1 },
      backupWorker: { replicas: 3 },
      edge: { replicas: 3 },
    },
    {
      api: { autoscaling: { enabled: true } },
      provisionerWorker: { autoscaling: { enabled: true, maxReplicas: 4 } },
      edge: { autoscaling: { enabled: true, cpuPercent: 50 } },
    },
    { api: { resources, autoscaling: { enabled: true } }, backupWorker: { resources } },
  ],
  migrations: [{}, { migrations: { enabled: false } }, { migrations: { timeoutSeconds: 7200 } }],
  listener: [{}, { runtimeListener: { enabled: true, from: inNamespace('runtimes') } }],
  images: [
    {},
    {
      images: {
        registry: 'registry.example.com:5000/mirror/',
        tag: 'v2-rc.1',
        pullPolicy: 'Always',
        pullSecrets: ['registry'],
        api: { digest: `sha256:${'ab'.repeat(32)}` },
      },
    },
  ],
  scheduling: [
    {},
    {
      scheduling: {
        nodeSelector: { 'kubernetes.io/arch': 'amd64' },
        tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'nora', effect: 'NoSchedule' }],
        priorityClassName: 'important',
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] }],
            },
          },
        },
      },
      podAnnotations: { 'example.com/team': 'platform' },
      // Nobody takes the place of the chart's own label.
      podLabels: { team: 'platform', 'app.kubernetes.io/component': 'other' },
      serviceAccount: { annotations: { 'example.com/role': 'none' } },
    },
  ],
  settings: [
    {},
    {
      nora: {
        installationId: 'nora-europe-1',
        secretRevision: '2',
        settings: {
          SIGNUP_ENABLED: true,
          LOG_LEVEL: 'debug',
          FILES_UPLOAD_LIMIT_MB: 200,
          AUDIT_RETENTION_DAYS: 3650,
          // A number that YAML would write as 1e+06.
          RATE_LIMIT_REQUESTS: 1000000,
          MAIL_FROM: 'Nora: "the" <nora@example.com>',
        },
      },
      edge: { ipv6: true },
    },
  ],
};

/** Values of every render: `{ name, values, kubeVersion, release }`. */
export function matrix() {
  const parts = Object.keys(CHOICES);
  const plain = Object.fromEntries(parts.map((part) => [part, 0]));
  const picks = [plain];
  for (const stores of [0, 1]) {
    for (const part of parts) {
      for (let choice = 1; choice < CHOICES[part].length; choice++)
        picks.push({ ...plain, stores, [part]: choice });
    }
  }
  const random = seeded(7);
  for (let index = 0; index < COMBINATIONS; index++) {
    picks.push(Object.fromEntries(parts.map((part) => [part, Math.floor(random() * CHOICES[part].length)])));
  }
  return picks.map((pick, index) => ({
    name: parts.map((part) => `${part}=${pick[part]}`).join(' '),
    values: parts.map((part) => CHOICES[part][pick[part]]).reduce(merged, {}),
    kubeVersion: KUBE_VERSIONS[index % KUBE_VERSIONS.length],
    release: index % 3 === 2 ? 'a-release-with-a-name-that-is-quite-long' : 'nora',
  }));
}

/** Values that must be refused, and a word of the reason. */
export const REFUSED = [
  ['no address', { nora: { existingSecret: 'x' } }, 'publicUrl'],
  ['an address with a path', with_({ nora: { publicUrl: 'https://nora.example.com/nora' } }), 'publicUrl'],
  ['an address with a slash', with_({ nora: { publicUrl: 'https://nora.example.com/' } }), 'publicUrl'],
  ['an address without a scheme', with_({ nora: { publicUrl: 'nora.example.com' } }), 'publicUrl'],
  ['no Secret', { nora: { publicUrl: 'https://nora.example.com' } }, 'existingSecret'],
  ['two Secrets', { ...evaluation, nora: external.nora }, 'existingSecret'],
  ['a value that is not known', with_({ replicas: 3 }), 'replicas'],
  ['a misspelt value', with_({ api: { replica: 3 } }), 'replica'],
  ['a setting that is not known', with_({ nora: { settings: { SIGN_UP: true } } }), 'SIGN_UP'],
  [
    'a secret among the settings',
    with_({ nora: { settings: { JWT_SECRET: 'x'.repeat(40) } } }),
    'JWT_SECRET',
  ],
  ['the database among the settings', with_({ nora: { settings: { DATABASE_URL: 'x' } } }), 'DATABASE_URL'],
  [
    'a setting of the chart itself',
    with_({ nora: { settings: { TRUST_PROXY: '0.0.0.0/0' } } }),
    'TRUST_PROXY',
  ],
  ['a setting that is a list', with_({ nora: { settings: { LOG_LEVEL: ['info'] } } }), 'LOG_LEVEL'],
  ['an installation with capitals', with_({ nora: { installationId: 'Nora' } }), 'installationId'],
  ['a single API', with_({ api: { replicas: 1 } }), 'replicas'],
  ['no worker', with_({ provisionerWorker: { replicas: 0 } }), 'replicas'],
  ['replicas as text', with_({ edge: { replicas: '2' } }), 'replicas'],
  ['no limits', with_({ api: { resources: { limits: null } } }), 'limits'],
  ['a limit that is no amount', with_({ api: { resources: { limits: { memory: '1 GB' } } } }), 'memory'],
  ['a proxy that is everybody', with_({ edge: { trustedProxies: ['0.0.0.0/0'] } }), 'trustedProxies'],
  ['a proxy by name', with_({ edge: { trustedProxies: ['ingress'] } }), 'trustedProxies'],
  ['an Ingress nobody is believed from', with_({ ingress: { enabled: true } }), 'trustedProxies'],
  [
    'a route nobody is believed from',
    with_({ httpRoute: { enabled: true, parentRefs: [{ name: 'a' }] } }),
    'trustedProxies',
  ],
  ['a route without a Gateway', with_({ ...proxied, httpRoute: { enabled: true } }), 'parentRefs'],
  [
    'a time-out without a unit',
    with_({ ...proxied, httpRoute: { enabled: true, parentRefs: [{ name: 'a' }], timeout: '3600' } }),
    'timeout',
  ],
  ['annotations that are no text', with_({ ingress: { annotations: { a: 1 } } }), 'annotations'],
  ['a kind of Service that is not known', with_({ edge: { service: { type: 'ExternalName' } } }), 'type'],
  ['a port that is none', with_({ edge: { service: { port: 70000 } } }), 'port'],
  ['a listener for everybody', with_({ runtimeListener: { enabled: true } }), 'runtimeListener'],
  ['a peer that means nothing', with_({ networkPolicies: { edgeFrom: [{}] } }), 'edgeFrom'],
  ['a peer that is misspelt', with_({ networkPolicies: { edgeFrom: [{ podselector: {} }] } }), 'edgeFrom'],
  ['alerts without a port', with_({ metrics: { prometheusRule: { enabled: true } } }), 'prometheusRule'],
  ['a monitor without a port', with_({ metrics: { serviceMonitor: { enabled: true } } }), 'metrics'],
  ['fewer at most than at least', with_({ api: { autoscaling: { minReplicas: 9 } } }), 'minReplicas'],
  ['a digest that is none', with_({ images: { api: { digest: 'sha256:abc' } } }), 'digest'],
  ['a tag with a colon', with_({ images: { tag: 'a:b' } }), 'tag'],
  ['pulling sometimes', with_({ images: { pullPolicy: 'Sometimes' } }), 'pullPolicy'],
  ['migrations without time', with_({ migrations: { timeoutSeconds: 5 } }), 'timeoutSeconds'],
  ['a label that is none', with_({ podLabels: { a: 'not a label!' } }), 'podLabels'],
  ['storage that is no amount', with_({ evaluation: { postgresql: { storage: 'much' } } }), 'storage'],
  ['no pod addresses', with_({ network: { podCidrs: [] } }), 'podCidrs'],
  ['a Kubernetes that is too old', external, 'kubeVersion', '1.31.9'],
];

function with_(values) {
  return merged(external, values);
}

/** As Helm merges values: maps are merged, everything else is replaced. */
function merged(one, other) {
  const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const result = { ...one };
  for (const [key, value] of Object.entries(other)) {
    result[key] = isMap(value) && isMap(one[key]) ? merged(one[key], value) : value;
  }
  return result;
}

/** Numbers from 0 up to 1, the same at each run (a linear congruential generator). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
