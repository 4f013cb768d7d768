/** Makes a table of rows. Cells that a spreadsheet would take for a formula are guarded with an apostrophe. */
export async function csvTable(columns: readonly string[]): Promise<NodeJS.ReadWriteStream> {
  // Loaded with the first table: few ask for one.
  const { stringify } = await import('csv-stringify');
  return stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** How such a table is announced. */
export const CSV_TYPE = 'text/csv; charset=utf-8; header=present';

/** The same in the OpenAPI document. */
export const CSV_CONTENT = {
  description: 'A table with a row of names.',
  content: { 'text/csv': { schema: { type: 'string' } } },
};
