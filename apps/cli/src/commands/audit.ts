import { Command, CommanderError } from 'commander';
import { workspaceOptions, type RemoteOptions } from '../remote/connect';
import { jsonText } from '../system/json-text';
import { dataOption, wholeNumber } from './options';

interface VerifyOptions {
  live?: true;
  json?: true;
  publicKey?: string;
  data?: string;
}

/** Exit code for a call that cannot be understood; 1 says that something was found. */
const EXIT_USAGE = 2;

export function auditCommand(): Command {
  return new Command('audit')
    .description('look after the audit log')
    .addCommand(verifyCommand())
    .addCommand(listCommand());
}

function listCommand(): Command {
  return workspaceOptions(new Command('list'))
    .description('list the newest entries of a workspace (needs an account, not a key)')
    .option('--action <action>', 'only one kind, e.g. agent.delete')
    .option('--since <time>', 'leave out what is older, e.g. 2026-01-31T12:00:00Z')
    .option('--limit <number>', 'how many', wholeNumber(1, 10_000), 50)
    .action(async (options: RemoteOptions & { action?: string; since?: string; limit: number }) => {
      const { listAudit } = await import('../remote/audit');
      await listAudit(options);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'verify an export of the audit log, or the log of an instance; exit code 0 when it is in order, 1 when the first fault was named, 2 when it could not be verified',
    )
    .argument('[file]', 'an export in JSON Lines; - reads standard input')
    .option('--live', 'verify the database of the instance, or the one of DATABASE_URL')
    .option('--public-key <file>', 'the key that it must be signed with (GET /api/admin/audit/key)')
    .addOption(dataOption())
    .option('--json', 'print JSON')
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode === 0 ? 0 : EXIT_USAGE, error.code, error.message);
    })
    .action(async (file: string | undefined, options: VerifyOptions, command: Command) => {
      if ((file === undefined) === (options.live !== true)) {
        command.error('error: give the file of an export, or --live', { exitCode: EXIT_USAGE });
      }
      const { ok, text, found } = await verify(file, options);
      console.log(options.json ? jsonText(found, 2) : text);
      if (!ok) process.exitCode = 1;
    });
}

async function verify(
  file: string | undefined,
  { publicKey, data }: VerifyOptions,
): Promise<{ ok: boolean; text: string; found: object }> {
  const { readPublicKey } = await import('../audit/public-key');
  const key = publicKey === undefined ? null : readPublicKey(publicKey);
  if (file !== undefined) {
    const { verifyFile, describeFile } = await import('../audit/verify-file');
    const found = await verifyFile(file, key);
    return { ok: found.ok, text: describeFile(found), found };
  }
  const { resolveDataDirectory } = await import('../instance/data-directory');
  const { verifyLive, describeLive } = await import('../audit/verify-live');
  const found = await verifyLive(resolveDataDirectory(data), process.env, key);
  return { ok: found.ok, text: describeLive(found), found };
}
