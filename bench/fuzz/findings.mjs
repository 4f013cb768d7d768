// What the events of a Schemathesis run say: how much was asked for, and what was not as it should be.

/** Most characters of an answer that are shown. */
const SHOWN = 400;
/** What is answered for a runtime that does not do as it is asked: true of the simulated one, and no fault of Nora. */
const OF_THE_RUNTIME = /"code":"runtime_(refused|unreachable|timeout)"/;

/** Counts and faults of one run. */
export function summaryOf(events) {
  const scenarios = events.flatMap((event) => event.ScenarioFinished ?? []);
  const cases = scenarios.flatMap(({ recorder }) => Object.keys(recorder.cases ?? {}));
  const answers = scenarios.flatMap(({ recorder }) => Object.values(recorder.interactions ?? {}));
  const accepted = answers.filter(({ response }) => response?.status_code < 300).length;
  const operations = new Set(scenarios.map(({ recorder }) => recorder.label));
  const faults = scenarios.flatMap(({ recorder }) => faultsOf(recorder));
  // What kept the program itself from going on is a fault too: nothing was tried then.
  const errors = events.flatMap(
    (event) => event.NonFatalError ?? event.FatalError ?? event.InternalError ?? [],
  );
  return {
    requests: cases.length,
    accepted,
    operations,
    faults,
    errors: errors.map((error) => JSON.stringify(error)),
  };
}

function faultsOf({ label, checks, interactions }) {
  return Object.entries(checks ?? {}).flatMap(([id, results]) =>
    results
      .filter(({ status, name }) => status === 'failure' && !tellsOfRuntime(name, interactions[id]))
      .map(({ name, failure_info: info }) => {
        const { request, response } = interactions[id] ?? {};
        return {
          operation: label,
          check: name,
          message: info?.failure?.title ?? info?.failure?.message ?? '',
          request: request ? `${request.method} ${request.uri}` : null,
          body: textOf(request?.body),
          status: response?.status_code ?? null,
          answer: textOf(response?.content),
        };
      }),
  );
}

/** Such an answer must be documented all the same: that is another check. */
function tellsOfRuntime(check, interaction) {
  const { status_code: status, content } = interaction?.response ?? {};
  const isOfGateway = status === 502 || status === 504;
  return check === 'not_a_server_error' && isOfGateway && OF_THE_RUNTIME.test(textOf(content) ?? '');
}

/** The start of a body; what looks like a credential of Nora is masked. */
function textOf(encoded) {
  const base64 = encoded?.$base64;
  if (typeof base64 !== 'string') return null;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return text.replaceAll(/nora_[\w-]{20,}/g, 'nora_…').slice(0, SHOWN);
}

/** The same fault is told once, with the first request that shows it. */
export function distinct(faults) {
  const byKind = new Map();
  for (const fault of faults) {
    const kind = [fault.operation, fault.check, fault.status].join(' ');
    const known = byKind.get(kind);
    if (known) known.times += 1;
    else byKind.set(kind, { ...fault, times: 1 });
  }
  return [...byKind.values()];
}
