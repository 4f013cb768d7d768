// No value of a secret outside a Secret, and no variable that Nora does not read.
import { containersOf, podsOf } from './workloads.mjs';

const SECRET_NAME =
  /SECRET|PASSWORD|TOKEN|PRIVATE|^(DATABASE|REDIS|SMTP)_URL$|ENCRYPTION_KEYS?(_OLD)?$|AUTH$/;
/** Images of others, with variables of their own. */
const STORES = ['postgresql', 'redis'];

/**
 * Faults of a render.
 * @param settings `{ documented, required, edge }`: variables of Nora's programs, those of them that every API needs,
 *   and those of the edge
 */
export function faultsOfSecrets(manifests, settings) {
  const faults = [];
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
  const names = maps.flatMap(({ data = {} }) => Object.keys(data));
  for (const name of names) {
    if (SECRET_NAME.test(name)) faults.push(`a ConfigMap holds ${name}`);
    if (!settings.documented.has(name)) faults.push(`a ConfigMap holds ${name}, which is no setting`);
  }
  for (const pod of podsOf(manifests)) {
    for (const container of containersOf(pod)) {
      const own = faultsOfEnvironment(container, manifests, settings);
      faults.push(...own.map((fault) => `${pod.kind}/${pod.owner} ${container.name} ${fault}`));
    }
  }
  const api = podsOf(manifests).find(({ labels }) => labels['app.kubernetes.io/component'] === 'api');
  const given = new Set([...names, ...(api?.spec.containers[0].env ?? []).map(({ name }) => name)]);
  for (const name of settings.required) {
    if (!given.has(name)) faults.push(`the API is not given ${name}, which it needs`);
  }
  return [...faults, ...leaks(manifests)];
}

function faultsOfEnvironment({ name: container, env = [] }, manifests, { documented, edge }) {
  return env.flatMap(({ name, value, valueFrom }) => {
    const faults = [];
    if (SECRET_NAME.test(name) && value !== undefined) faults.push(`has ${name} in the open`);
    const known = container === 'edge' ? edge.has(name) : documented.has(name);
    if (!known && !STORES.includes(container) && container !== 'test')
      faults.push(`has ${name}, which nobody reads`);
    const wanted = valueFrom?.secretKeyRef;
    const made = manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === wanted?.name);
    if (wanted && !wanted.optional && made && !(wanted.key in made.stringData)) {
      faults.push(`wants ${wanted.key}, which the Secret does not hold`);
    }
    return faults;
  });
}

/** Values of generated Secrets that stand somewhere else. */
function leaks(manifests) {
  const values = manifests
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ stringData = {} }) => Object.entries(stringData))
    .filter(([, value]) => value.length >= 16);
  const others = JSON.stringify(manifests.filter(({ kind }) => kind !== 'Secret'));
  return values
    .filter(([, value]) => others.includes(value))
    .map(([key]) => `the value of ${key} stands outside its Secret`);
}
