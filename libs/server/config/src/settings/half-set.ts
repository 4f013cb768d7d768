/** What is missing of settings that are worth something only all together. */
export function halfSet(values: Record<string, string | null>): string[] {
  const names = Object.keys(values);
  const set = names.find((name) => values[name]);
  if (set === undefined) return [];
  const missing = names.filter((name) => !values[name]);
  return missing.map((name) => `${name} is required where ${set} is set`);
}
