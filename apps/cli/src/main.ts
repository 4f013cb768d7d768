import { plainText } from '@nora/contracts';
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
      // The library's 1 is for how the command was called; some commands say another code themselves.
      process.exitCode = error.exitCode === 1 ? EXIT.usage : error.exitCode;
      return;
    }
    process.exitCode = error instanceof CliError ? error.exitCode : EX_SOFTWARE;
    const unexpected = error instanceof Error && !(error instanceof CliError);
    const words = unexpected ? (error.stack ?? error.message) : messageOf(error);
    console.error(`nora: ${plainText(words)}`);
  });
