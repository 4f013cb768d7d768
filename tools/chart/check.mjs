// The whole check of a chart.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { BREAKS, WHOLE } from './broken.mjs';
import { Chart } from './helm.mjs';
import { REFUSED, matrix } from './matrix.mjs';
import { faultsOfNetwork } from './network-rules.mjs';
import { faultsOfObjects } from './object-rules.mjs';
import { faultsOfPods } from './pod-rules.mjs';
import { faultsOfPrograms, loadReaders } from './program-rules.mjs';
import { faultsOfSchema } from './schemas.mjs';
import { faultsOfSecrets } from './secret-rules.mjs';

/** Settings that the chart decides, or that belong into a Secret: not for `nora.settings`. */
const NOT_FOR_VALUES = `
  DATABASE_URL REDIS_URL NORA_AUTO_MIGRATE PORT HOST PUBLIC_URL TRUST_PROXY UI_ROOT SHUTDOWN_DRAIN_SECONDS
  JWT_SECRET NORA_CLAIM_TOKEN NORA_API_KEY_HASH_SECRET NORA_WORKSPACE_INVITE_SECRET
  ENCRYPTION_KEY ENCRYPTION_KEYS_OLD ENCRYPTION_KEY_FILE DEFAULT_ADMIN_PASSWORD SMTP_URL
  OAUTH_GITHUB_CLIENT_SECRET OAUTH_GOOGLE_CLIENT_SECRET OAUTH_OIDC_CLIENT_SECRET
  NORA_INSTALLATION_ID NORA_TARGETS NORA_DATA_DIR RUNTIME_LISTENER RUNTIME_LISTENER_HOSTS RUNTIME_LISTENER_PORT
  RUNTIME_LISTENER_URL_DOCKER RUNTIME_LISTENER_URL_PROCESS DOCKER_CONTROL_CONTAINER DOCKER_AGENT_SUBNETS
  SIMULATED_ENGINE_URL RUNTIME_BASE_IMAGE HEALTH_PORT HEALTH_HOST NORA_TOPOLOGY
  ENGINE_GATE_PROFILE ENGINE_GATE_SOCKET ENGINE_GATE_ENGINE`
  .trim()
  .split(/\s+/);
/** Those that the image of the API sets by itself, or that no program of the chart reads. */
const NOT_OF_THE_CHART = ['NORA_DATA_DIR', 'ENGINE_GATE_PROFILE'];
/** What nginx/settings.mjs reads, as far as the chart uses it. */
const OF_THE_EDGE = `
  NORA_EDGE_MODE NORA_API_UPSTREAM NORA_EDGE_LISTEN NORA_EDGE_WORKERS NORA_EDGE_DRAIN_SECONDS TRUSTED_PROXIES
  FILES_UPLOAD_LIMIT_MB GATEWAY_BODY_LIMIT_MB`
  .trim()
  .split(/\s+/);

/**
 * Checks a chart.
 * @param directory of the chart
 * @param settingsDoc text of docs/settings.md
 * @param appVersion version of Nora that the chart has to name
 * @param parallel renders at the same time
 * @returns `{ faults, figures }`, both lists of lines
 */
export async function checkChart({ directory, settingsDoc, appVersion, parallel }) {
  const chart = new Chart(directory);
  const settings = { ...settingsOf(settingsDoc), readers: await loadReaders() };
  const renders = matrix();
  const selectors = new Map();
  const said = new Set();
  const faults = [...faultsOfChart(directory, appVersion), ...faultsOfAllowed(directory, settings)];

  const { ok, output } = await chart.lint(renders[0].values);
  if (!ok) faults.push(`helm lint: ${output.trim()}`);

  let manifestCount = 0;
  await eachOf(renders, parallel, async ({ name, values, kubeVersion, release }) => {
    const rendered = await chart.template(values, { kubeVersion, release });
    if (!rendered.ok) {
      faults.push(`${name} is not rendered: ${rendered.output.trim()}`);
      return;
    }
    const manifests = manifestsOf(rendered.output);
    manifestCount += manifests.length;
    const found = [...(await faultsOf(manifests, settings)), ...faultsOfSelectors(manifests, selectors)];
    for (const fault of found) {
      if (!said.has(fault)) faults.push(`${fault} (first seen with ${name})`);
      said.add(fault);
    }
  });

  await eachOf(REFUSED, parallel, async ([name, values, word, kubeVersion]) => {
    const rendered = await chart.template(values, { kubeVersion });
    if (rendered.ok) faults.push(`${name} is not refused`);
    else if (!rendered.output.includes(word)) {
      faults.push(`${name} is refused without a word of ${word}: ${rendered.output.trim()}`);
    }
  });

  const differentCount = judged.size;
  const whole = await chart.template(WHOLE);
  if (!whole.ok) faults.push(`what is to be broken is not rendered: ${whole.output.trim()}`);
  for (const [name, breakIt] of whole.ok ? BREAKS : []) {
    const manifests = manifestsOf(whole.output);
    breakIt(manifests);
    const found = await faultsOf(manifests, settings).catch((error) => [error.message]);
    if (found.length === 0) faults.push(`the checks do not find ${name}`);
  }
  const figures = [
    `Helm ${await chart.version()}`,
    `${renders.length} renders`,
    `${manifestCount} manifests (${differentCount} different)`,
    `${REFUSED.length} values refused`,
    `${BREAKS.length} broken renders found`,
  ];
  return { faults, figures };
}

/** Most manifests are the same with many values: each is judged once. */
const judged = new Map();

function judge(manifest) {
  const text = JSON.stringify(manifest);
  if (!judged.has(text)) {
    const id = `${manifest.kind}/${manifest.metadata.name}`;
    judged.set(
      text,
      faultsOfSchema(manifest).then((found) => found.map((fault) => `${id} ${fault}`)),
    );
  }
  return judged.get(text);
}

async function faultsOf(manifests, settings) {
  const each = await Promise.all(manifests.map(judge));
  const bySchema = each.flat();
  // The rules take it for granted that what they look at has its shape.
  if (bySchema.length > 0) return bySchema;
  const rules = [faultsOfPods, faultsOfSecrets, faultsOfPrograms, faultsOfObjects, faultsOfNetwork];
  return rules.flatMap((rule) => rule(manifests, settings));
}

/** A selector cannot be changed: it has to be the same whatever the values are. */
function faultsOfSelectors(manifests, selectors) {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    if (kind !== 'Deployment' && kind !== 'StatefulSet') return [];
    const id = `${kind}/${metadata.name}`;
    const text = JSON.stringify(spec.selector);
    const before = selectors.get(id) ?? text;
    selectors.set(id, before);
    return before === text ? [] : [`${id} selects ${text}, and with other values ${before}`];
  });
}

function faultsOfChart(directory, appVersion) {
  const chart = parse(readFileSync(join(directory, 'Chart.yaml'), 'utf8'));
  return String(chart.appVersion) === appVersion
    ? []
    : [`Chart.yaml names Nora ${chart.appVersion}, and package.json ${appVersion}`];
}

/** `nora.settings` takes every documented setting that is neither a secret nor the chart's own. */
function faultsOfAllowed(directory, { documented }) {
  const schema = JSON.parse(readFileSync(join(directory, 'values.schema.json'), 'utf8'));
  const allowed = Object.keys(schema.properties.nora.properties.settings.properties);
  const missing = [...documented].filter((name) => !allowed.includes(name) && !NOT_FOR_VALUES.includes(name));
  const gone = allowed.filter((name) => !documented.has(name) || NOT_FOR_VALUES.includes(name));
  return [
    ...missing.map((name) => `values.schema.json does not know the setting ${name}`),
    ...gone.map((name) => `values.schema.json allows ${name}, which is not for values`),
  ];
}

function settingsOf(doc) {
  const rows = [...doc.matchAll(/^\| `([A-Z0-9_]+)` *\|.*\| *([^|\n]+?) *\|$/gm)];
  return {
    documented: new Set(rows.map(([, name]) => name)),
    required: rows
      .filter(([, name, standard]) => standard === '**required**' && !NOT_OF_THE_CHART.includes(name))
      .map(([, name]) => name),
    edge: new Set(OF_THE_EDGE),
  };
}

function manifestsOf(text) {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors.length > 0) throw new Error(`a manifest is no YAML: ${document.errors[0].message}`);
      return document.toJS();
    })
    .filter((manifest) => manifest !== null);
}

async function eachOf(items, parallel, act) {
  const rest = [...items];
  const one = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: parallel }, one));
}
