import { CommanderError } from 'commander';
import { createProgram } from './program';
import { EXIT } from './remote/exit-codes';
import { CliError, messageOf } from './system/errors';

/** A fault of the program itself (sysexits.h EX_SOFTWARE). */
const EX_SOFTWARE = 70;

// A reader that went away (`./nora logs | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      // Help and version end with 0; whatever else the library refuses is how the command was called.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
      return;
    }
    process.exitCode = error instanceof CliError ? error.exitCode : EX_SOFTWARE;
    const unexpected = error instanceof Error && !(error instanceof CliError);
    console.error(`nora: ${unexpected ? (error.stack ?? error.message) : messageOf(error)}`);
  });
