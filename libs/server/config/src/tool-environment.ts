/** Variables that tools such as npm need to find their way; everything else may be a secret of Nora's own. */
const PASSED_ON =
  /^(PATH|HOME|USER|LANG|LC_ALL|TMPDIR|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|npm_config_.+|(https?|no|all)_proxy)$/i;

/** Environment for a tool that Nora starts: enough to run and to reach the network, and none of Nora's settings. */
export function toolEnvironment(environment = process.env): Record<string, string> {
  const entries = Object.entries(environment).filter(([name]) => PASSED_ON.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
