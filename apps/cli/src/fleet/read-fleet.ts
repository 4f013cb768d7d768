import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { checkFleet } from './check-fleet';
import type { FleetFile, FleetPath } from './fleet-file';
import { FLEET_SCHEMA } from './fleet-schema';

/** Bytes of a fleet file: a thousand agents take a third of a megabyte. */
export const MOST_BYTES = 8 * 2 ** 20;
/** Nodes that one anchor may stand for: a thousand agents may share their resources, a bomb may not. */
const MOST_ALIASES = 10_000;
const MOST_FAULTS = 20;

/** One fault of a fleet file, and where it stands. Lines and columns count from one. */
export interface FleetFault {
  message: string;
  path: string;
  line: number;
  column: number;
}

/** A fleet file that cannot be used. It names every fault that was found, but no values. */
export class FleetFileError extends Error {
  constructor(
    readonly source: string,
    readonly faults: readonly FleetFault[],
  ) {
    const shown = faults
      .slice(0, MOST_FAULTS)
      .map(
        ({ line, column, path, message }) =>
          `${source}:${line}:${column} ${path ? `${path} ` : ''}${message}`,
      );
    const more = faults.length - shown.length;
    super([...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    this.name = 'FleetFileError';
  }
}

/** A fleet file as it was read, and where its parts stand. */
export interface FleetReading {
  source: string;
  fleet: FleetFile;
  /** Where a value stands, or the nearest part around it that stands somewhere. */
  locate: (path: FleetPath) => { line: number; column: number };
}

const validate = compile();

/**
 * Reads a fleet file, YAML or JSON. Nothing in it is carried out: there are no tags but the usual ones, keys are
 * unique, and anchors are bounded.
 * @param source what it is called in messages
 * @throws FleetFileError that names all faults with their lines
 */
export function readFleet(text: string, source: string): FleetReading {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (Buffer.byteLength(text) > MOST_BYTES) {
    const message = `is larger than ${MOST_BYTES / 2 ** 20} MiB`;
    throw new FleetFileError(source, [{ message, path: '', line: 1, column: 1 }]);
  }
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', strict: true, uniqueKeys: true, stringKeys: true },
    ...{ merge: false, prettyErrors: false, lineCounter: lines },
  });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw new FleetFileError(
      source,
      broken.map(({ message, pos }) => ({ message: lowerFirst(message), path: '', ...at(pos[0]) })),
    );
  }
  const locate = (path: FleetPath) => at(offsetOf(document, path));
  const fail = (found: { path: FleetPath; message: string }[]): never => {
    const faults = found.map(({ path, message }) => ({ message, path: pathText(path), ...locate(path) }));
    throw new FleetFileError(source, faults);
  };
  const value = valueOf(document, (message) => fail([{ path: [], message }]));
  if (!validate(value)) fail(faultsOf(validate.errors ?? []));
  const fleet = value as FleetFile;
  const wrong = checkFleet(fleet);
  if (wrong.length > 0) fail(wrong);
  return { source, fleet, locate };
}

/** A path as people write it. */
export function pathText(path: FleetPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function compile() {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  // What an address is in the end, the API says.
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
  return ajv.compile(FLEET_SCHEMA);
}

function valueOf(document: Document, fail: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return fail('repeats too much through its anchors');
  }
}

function faultsOf(errors: ErrorObject[]): { path: FleetPath; message: string }[] {
  // What failed inside of a choice is told by the choice.
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const told = errors.filter(
    (error) =>
      choices.includes(error) ||
      !choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)),
  );
  return told.map((error) => {
    const path = error.instancePath.split('/').slice(1).map(pointerStep);
    const { additionalProperty } = error.params as { additionalProperty?: string };
    if (additionalProperty === undefined) return { path, message: messageOf(error) };
    return { path: [...path, additionalProperty], message: 'is not known here' };
  });
}

function messageOf({ keyword, params, message }: ErrorObject): string {
  const { missingProperty, allowedValues, allowedValue } = params as Record<string, unknown>;
  if (keyword === 'required') return `lacks “${String(missingProperty)}”`;
  if (keyword === 'enum') return `must be one of ${(allowedValues as string[]).join(', ')}`;
  if (keyword === 'const') return `must be ${String(allowedValue)}`;
  if (keyword === 'oneOf') return 'must be {env: NAME} or {file: path}';
  if (keyword === 'anyOf') return 'must be a decimal number above zero';
  return message ?? 'is not valid';
}

function pointerStep(step: string): string | number {
  const text = step.replace(/~1/g, '/').replace(/~0/g, '~');
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Where the innermost part of a path stands; that of a member is its name. */
function offsetOf(document: Document, path: FleetPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!isPair(pair)) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range?.[0];
}

function lowerFirst(text: string): string {
  const [line = ''] = text.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
