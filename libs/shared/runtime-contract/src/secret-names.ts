/** What a variable may be called that an agent is given. */
export const SECRET_NAME = /^[A-Z][A-Z0-9_]*$/;

/** Longest name of such a variable. */
export const SECRET_NAME_LENGTH = 128;

/** Longest value in bytes: an environment takes no more than 128 KiB of one variable. */
export const SECRET_VALUE_BYTES = 32_768;

/** Variables by which a system or a shell decides what runs, and where things lie. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD', 'OLDPWD', 'TMPDIR', 'TMP', 'TEMP', 'TERM'],
  ...['LANG', 'LANGUAGE', 'TZ', 'NO_COLOR', 'FORCE_COLOR', 'IFS', 'ENV', 'BASH_ENV', 'PROMPT_COMMAND'],
]);

/** Beginnings of names that belong to the runtime, to Node.js, to the loader of programs, and to Nora. */
const RESERVED_PREFIXES = [
  'NORA_',
  'OPENCLAW_',
  'NODE_',
  'NPM_',
  'LD_',
  'DYLD_',
  'LC_',
  'XDG_',
  'BASH_FUNC_',
];

/** Whether a variable of this name decides how the runtime itself runs, so that nobody may set it. */
export function isReservedSecretName(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
