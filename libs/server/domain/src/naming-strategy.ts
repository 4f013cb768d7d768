import { DefaultNamingStrategy, type NamingStrategyInterface, type Table } from 'typeorm';

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** Columns, relations and constraints in snake_case; constraint names say what they are about. */
export class SnakeNamingStrategy extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, customName: string | undefined, prefixes: string[]): string {
    return snake([...prefixes, customName ?? property].join('_'));
  }

  override joinColumnName(relation: string, referencedColumn: string): string {
    return snake(`${relation}_${referencedColumn}`);
  }

  override primaryKeyName(table: Table | string): string {
    return `pk_${this.bare(table)}`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `fk_${this.bare(table)}_${columns.map(snake).join('_')}`;
  }

  override indexName(table: Table | string, columns: string[]): string {
    return `ix_${this.bare(table)}_${columns.map(snake).join('_')}`;
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return `uq_${this.bare(table)}_${columns.map(snake).join('_')}`;
  }

  private bare(table: Table | string): string {
    return this.getTableName(table).replace(/^.*\./, '');
  }
}
