import type { EncryptionKey, SealContext } from '@nora/crypto';
import { Column, getMetadataArgsStorage } from 'typeorm';
import { SnakeNamingStrategy } from '../naming-strategy';

type Entity = new () => object;

/** A column beside a sealed one that is computed from the value and the key, and follows both. */
export interface SealedHash<E> {
  property: keyof E & string;
  hash: (value: string, key: EncryptionKey) => string;
}

/** A column that holds sealed values. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Column that names the row in the context of a sealed value. */
  rowId: string;
  /** A hash of the value that is written with it. */
  hash: { column: string; of: (value: string, key: EncryptionKey) => string } | null;
}

interface Declaration {
  entity: Entity;
  property: string;
  hash: { property: string; hash: (value: string, key: EncryptionKey) => string } | null;
}

const declarations: Declaration[] = [];
const naming = new SnakeNamingStrategy();

/**
 * A text column that holds values sealed for its row: `sealContext` gives their context, and a rotation of the
 * encryption key finds them.
 */
export function Sealed<E extends object>(
  options: { nullable?: true; hash?: SealedHash<E> } = {},
): (prototype: E, property: string) => void {
  const { hash = null, ...columnOptions } = options;
  return (prototype, property) => {
    Column('text', columnOptions)(prototype, property);
    declarations.push({ entity: prototype.constructor as Entity, property, hash });
  };
}

/** Every column with sealed values, by table and column. */
export function sealedColumns(): SealedColumn[] {
  return declarations
    .map(describe)
    .sort((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
}

/**
 * The context in which a column's values are sealed and opened.
 * @param rowId primary key of the row
 */
export function sealContext<E extends object>(
  entity: new () => E,
  property: keyof E & string,
  rowId: string,
): SealContext {
  const declared = declarations.find((one) => one.entity === entity && one.property === property);
  if (!declared) throw new Error(`${entity.name}.${property} is not a sealed column`);
  const { table, column } = describe(declared);
  return { table, column, rowId };
}

function describe({ entity, property, hash }: Declaration): SealedColumn {
  const { tables, columns } = getMetadataArgsStorage();
  const table = tables.find(({ target }) => target === entity)?.name;
  const keys = columns.filter(({ target, options }) => options.primary && isOf(entity, target));
  const [key] = keys;
  if (table === undefined || key === undefined || keys.length > 1) {
    throw new Error(`the rows of ${entity.name} cannot be told by one column`);
  }
  const nameOf = (name: string): string => naming.columnName(name, undefined, []);
  return {
    table,
    column: nameOf(property),
    rowId: nameOf(key.propertyName),
    hash: hash && { column: nameOf(hash.property), of: hash.hash },
  };
}

function isOf(entity: Entity, target: unknown): boolean {
  return target === entity || (typeof target === 'function' && entity.prototype instanceof target);
}
