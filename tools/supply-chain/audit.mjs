// Judges a report of `npm audit --json` (audit report version 2) by severity and by exceptions.

const FAILING = new Set(['high', 'critical']);
const EXCEPTIONS = 'tools/supply-chain/audit-exceptions.json';

/**
 * One row for each advisory and each package that it is about.
 * @param {object} report
 */
export function findingsOf(report) {
  const all = report.vulnerabilities ?? {};
  return Object.values(all).flatMap((vulnerability) =>
    vulnerability.via
      .filter((via) => typeof via === 'object')
      .map((via) => ({
        package: vulnerability.name,
        severity: via.severity,
        advisory: advisoryOf(via),
        title: via.title,
        way: wayTo(vulnerability.name, all),
        fix: fixOf(vulnerability.fixAvailable),
      })),
  );
}

const advisoryOf = ({ url, source }) => /GHSA-[\w-]+/.exec(url ?? '')?.[0] ?? String(source);

/** From a direct dependency to the package; `effects` names who is affected by a package. */
function wayTo(name, all, below = []) {
  const above = (all[name]?.effects ?? []).find((one) => one !== name && !below.includes(one));
  const way = [name, ...below];
  return above === undefined || all[name].isDirect ? way.join(' > ') : wayTo(above, all, way);
}

function fixOf(fix) {
  if (fix === true) return 'npm update, then npm run lock';
  if (!fix) return 'none yet';
  return `${fix.name}@${fix.version}${fix.isSemVerMajor ? ' (major)' : ''}`;
}

/**
 * @param {{ lock: string, advisory: string, package: string, severity: string }[]} findings of all lockfiles
 * @param {{ advisory: string, package: string, reason: string, until: string }[]} exceptions
 * @param {string} today YYYY-MM-DD
 * @param {boolean} complete whether every lockfile was asked about: otherwise no exception is called unused
 * @returns {string[]} faults
 */
export function judgeFindings(findings, exceptions, today, complete = true) {
  const faults = exceptions.flatMap((exception) => formFaults(exception));
  const grave = findings.filter(({ severity }) => FAILING.has(severity));
  const covers = (exception, finding) =>
    exception.advisory === finding.advisory && exception.package === finding.package;
  for (const finding of grave) {
    const exception = exceptions.find((one) => covers(one, finding));
    const what = `${finding.package}: ${finding.severity}, ${finding.advisory} (${finding.lock})`;
    if (!exception) faults.push(`${what}: update it, or add an exception to ${EXCEPTIONS}`);
    // The end date is the last day on which it holds.
    else if (today > exception.until) faults.push(`${what}: its exception ended on ${exception.until}`);
  }
  if (complete) {
    for (const exception of exceptions.filter((one) => !grave.some((finding) => covers(one, finding)))) {
      faults.push(
        `${EXCEPTIONS}: nothing needs the exception of ${exception.advisory} (${exception.package}): remove it`,
      );
    }
  }
  return faults;
}

function formFaults({ advisory, package: name, reason, until }) {
  const missing = Object.entries({ advisory, package: name, reason }).filter(([, value]) => !value?.trim?.());
  const faults = missing.map(([member]) => `${EXCEPTIONS}: an exception has no ${member}`);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until ?? '') && !Number.isNaN(Date.parse(until));
  if (!day) faults.push(`${EXCEPTIONS}: the exception of ${advisory} has no end date like 2027-01-31`);
  return faults;
}

const NO_NETWORK = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
];

/**
 * Why the registry gave no report; undefined when it gave one.
 * @param {object} answer what `npm audit --json` printed
 * @throws when npm failed at something else, such as a broken lockfile
 */
export function whyNoReport(answer) {
  if (answer.auditReportVersion !== undefined) return undefined;
  const { statusCode, message = '', error } = answer;
  if (statusCode) return `the registry answered ${statusCode} to the audit`;
  const code = NO_NETWORK.find((one) => one === error?.code || message.includes(one));
  if (code) return `the registry was not reached (${code})`;
  throw new Error(`npm audit failed: ${message || error?.summary || JSON.stringify(answer)}`);
}
