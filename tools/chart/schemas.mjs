// Judges a manifest by the published schemas. They let unknown fields pass, as the API does and prunes them, so the
// fields are looked up as well, in the oldest release that the chart supports and in a recent one.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = join(import.meta.dirname, 'node_modules');
const load = (path) => import(pathToFileURL(join(modules, path)).href);

/** Packages with the models of a release of Kubernetes, by that release. */
export const FIELDS_OF = { 1.32: 'client-node-oldest', 1.36: '@kubernetes/client-node' };

const CORE = 'kubernetes-models/_schemas/IoK8sApi';
/** Schema and model of each kind that a chart of ours may hold. */
const KINDS = {
  'v1/ConfigMap': ['CoreV1ConfigMap', 'V1ConfigMap'],
  'v1/Pod': ['CoreV1Pod', 'V1Pod'],
  'v1/Secret': ['CoreV1Secret', 'V1Secret'],
  'v1/Service': ['CoreV1Service', 'V1Service'],
  'v1/ServiceAccount': ['CoreV1ServiceAccount', 'V1ServiceAccount'],
  'apps/v1/Deployment': ['AppsV1Deployment', 'V1Deployment'],
  'apps/v1/StatefulSet': ['AppsV1StatefulSet', 'V1StatefulSet'],
  'autoscaling/v2/HorizontalPodAutoscaler': [
    'AutoscalingV2HorizontalPodAutoscaler',
    'V2HorizontalPodAutoscaler',
  ],
  'batch/v1/Job': ['BatchV1Job', 'V1Job'],
  'networking.k8s.io/v1/Ingress': ['NetworkingV1Ingress', 'V1Ingress'],
  'networking.k8s.io/v1/NetworkPolicy': ['NetworkingV1NetworkPolicy', 'V1NetworkPolicy'],
  'policy/v1/PodDisruptionBudget': ['PolicyV1PodDisruptionBudget', 'V1PodDisruptionBudget'],
};

/** Kinds of others: their published schema, and the fields of theirs that the chart uses. */
const CUSTOM = {
  'gateway.networking.k8s.io/v1/HTTPRoute': {
    schema: '@kubernetes-models/gateway-api/_schemas/IoK8sSigsGatewayApiApisV1HTTPRoute.js',
    fields: {
      parentRefs: { name: true, namespace: true, sectionName: true, port: true, group: true, kind: true },
      hostnames: true,
      rules: {
        matches: { path: { type: true, value: true } },
        timeouts: { request: true, backendRequest: true },
        backendRefs: { name: true, port: true },
      },
    },
  },
  'monitoring.coreos.com/v1/ServiceMonitor': {
    schema:
      '@kubernetes-models/prometheus-operator/_schemas/ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1ServiceMonitor.js',
    fields: {
      selector: { matchLabels: true },
      endpoints: { port: true, path: true, interval: true, honorLabels: true },
    },
  },
  'monitoring.coreos.com/v1/PrometheusRule': {
    schema:
      '@kubernetes-models/prometheus-operator/_schemas/ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1PrometheusRule.js',
    fields: {
      groups: {
        name: true,
        rules: {
          ...{ alert: true, expr: true, for: true },
          ...{ labels: { severity: true }, annotations: { summary: true, runbook: true } },
        },
      },
    },
  },
};

/** Faults of a manifest, each with its place. */
export async function faultsOfSchema(manifest) {
  const id = `${manifest.apiVersion}/${manifest.kind}`;
  const custom = CUSTOM[id];
  if (custom) {
    const { metadata, spec, ...rest } = manifest;
    return [
      ...(await faultsOfTypes(custom.schema, manifest)),
      ...unknownKeys(rest, { apiVersion: true, kind: true }, ''),
      ...(await unknownFields(FIELDS_OF[1.36], 'V1ObjectMeta', metadata, '/metadata')),
      ...unknownKeys(spec, custom.fields, '/spec'),
    ];
  }
  if (!KINDS[id]) return [`is of the kind ${id}, which this check does not know`];
  const [schema, model] = KINDS[id];
  const faults = await faultsOfTypes(`${CORE}${schema}.js`, manifest);
  for (const [release, source] of Object.entries(FIELDS_OF)) {
    const unknown = await unknownFields(source, model, manifest, '');
    faults.push(...unknown.map((fault) => `${fault} of Kubernetes ${release}`));
  }
  return faults;
}

async function faultsOfTypes(schema, manifest) {
  const { validate } = await load(schema);
  if (validate(manifest)) return [];
  return validate.errors.map(({ instancePath, message, keyword, params }) => {
    return `${instancePath} ${message ?? `${keyword} ${JSON.stringify(params)}`}`;
  });
}

/** Places of fields that a model of Kubernetes does not have. */
async function unknownFields(source, type, value, place) {
  if (value === null || value === undefined) return [];
  const list = /^Array<(.+)>$/.exec(type);
  if (list) {
    if (!Array.isArray(value)) return [`${place} is no list`];
    const each = value.map((item, index) => unknownFields(source, list[1], item, `${place}/${index}`));
    return (await Promise.all(each)).flat();
  }
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) {
    const each = Object.entries(value).map(([key, item]) => {
      return unknownFields(source, map[1], item, `${place}/${key}`);
    });
    return (await Promise.all(each)).flat();
  }
  const attributes = await attributesOf(source, type);
  if (attributes === null || typeof value !== 'object') return [];
  const each = Object.entries(value).map(async ([key, item]) => {
    const found = attributes.get(key);
    return found ? unknownFields(source, found, item, `${place}/${key}`) : [`${place}/${key} is no field`];
  });
  return (await Promise.all(each)).flat();
}

const known = new Map();

/** Types of the fields of a model by their names; null for what is no model. */
function attributesOf(source, type) {
  if (!/^V\d/.test(type) || /MicroTime$/.test(type)) return null;
  const path = `${source}/dist/gen/models/${type}.js`;
  if (!known.has(path)) {
    known.set(
      path,
      load(path).then(({ [type]: model }) => {
        return new Map(model.getAttributeTypeMap().map(({ baseName, type: of }) => [baseName, of]));
      }),
    );
  }
  return known.get(path);
}

function unknownKeys(value, fields, place) {
  if (fields === true || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownKeys(item, fields, `${place}/${index}`));
  return Object.entries(value).flatMap(([key, item]) => {
    return key in fields
      ? unknownKeys(item, fields[key], `${place}/${key}`)
      : [`${place}/${key} is no field that this check knows`];
  });
}
