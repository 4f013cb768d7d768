// Judges SPDX licence expressions (SPDX 2.3, annex D) by a list of licences that are allowed.

/**
 * Whether an expression can be met with allowed licences alone: all of what AND joins, any of what OR joins. A licence
 * WITH an exception is a licence of its own, and `+` (this version or a later one) is met by the version that it names.
 * @param {string} expression
 * @param {ReadonlySet<string>} allowed
 * @throws {SyntaxError} when it is no expression
 */
export function isAllowed(expression, allowed) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const fault = () => new SyntaxError(`“${expression}” is no SPDX expression`);

  const either = () => {
    let met = both();
    for (; tokens[at] === 'OR';) {
      at += 1;
      const other = both();
      met ||= other;
    }
    return met;
  };
  const both = () => {
    let met = one();
    for (; tokens[at] === 'AND';) {
      at += 1;
      const other = one();
      met &&= other;
    }
    return met;
  };
  const one = () => {
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const met = either();
      if (tokens[at] !== ')') throw fault();
      at += 1;
      return met;
    }
    if (!isIdentifier(token)) throw fault();
    if (tokens[at] !== 'WITH') return allowed.has(token) || allowed.has(token.replace(/\+$/, ''));
    const exception = tokens[at + 1];
    if (!isIdentifier(exception)) throw fault();
    at += 2;
    return allowed.has(`${token} WITH ${exception}`);
  };

  const met = either();
  if (at !== tokens.length) throw fault();
  return met;
}

const isIdentifier = (token) =>
  /^[A-Za-z0-9][A-Za-z0-9.:-]*\+?$/.test(token ?? '') && !['AND', 'OR', 'WITH'].includes(token);
