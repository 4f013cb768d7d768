// One bash script of the blocks of a journey: one shell, so that directory and variables are kept between them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the script into a directory. It notes `begin <n>` and `end <n>` with the time in the file `progress`, and
 * each block writes into `<n>.out`, so that programs that are left running keep no pipe open.
 * @returns {{ script: string, progress: string, outputOf: (index: number) => string }}
 */
export function writeScript(directory, blocks) {
  const progress = join(directory, 'progress');
  const script = join(directory, 'blocks.sh');
  const outputOf = (index) => join(directory, `${index}.out`);
  writeFileSync(progress, '');
  const parts = blocks.map(({ page, line, run }, index) => {
    const file = join(directory, `${index}.sh`);
    writeFileSync(file, `${run}\n`);
    return [
      `# ${page}:${line}`,
      `exec >${quote(outputOf(index))} 2>&1`,
      note(`begin ${index}`, progress),
      // A list such as a && b ends no shell when a fails; a source that ends on it does.
      `source ${quote(file)}`,
      note(`end ${index}`, progress),
    ].join('\n');
  });
  writeFileSync(script, `${parts.join('\n\n')}\n`);
  return { script, progress, outputOf };
}

function note(what, file) {
  return `printf '%s %s\\n' ${quote(what)} "$EPOCHREALTIME" >>${quote(file)}`;
}

function quote(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
