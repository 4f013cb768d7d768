import { Command } from 'commander';
import { jsonText, printJson } from '../system/json-text';
import { dataOption } from './options';

interface SecretsOptions {
  data?: string;
  json?: true;
}

export function secretsCommand(): Command {
  const command = new Command('secrets')
    .description('look after the encryption of stored secrets')
    .addHelpText(
      'after',
      `
They work on the instance of --data. Without it, where the environment has DATABASE_URL and ENCRYPTION_KEY_FILE or
ENCRYPTION_KEY, as in the containers of Compose and Kubernetes, they work on what it names.`,
    );
  for (const nested of [rotateCommand(), resealCommand(), statusCommand()]) {
    command.addCommand(
      nested.exitOverride().showHelpAfterError('(./nora secrets --help shows what there is)'),
    );
  }
  return command;
}

function rotateCommand(): Command {
  return new Command('rotate')
    .description(
      'give stored secrets a new encryption key while Nora runs; exit code 1 when something is left under the old one',
    )
    .addOption(dataOption())
    .option('--keep-old', 'leave the old key in the file, for reading')
    .option('--json', 'print JSON, once it is done')
    .addHelpText('after', '\nIt may be interrupted at any point: run it again, and it is finished.')
    .action(async ({ data, json, keepOld }: SecretsOptions & { keepOld?: true }) => {
      const { withStoredSecrets } = await import('../secrets/stored-secrets');
      const { rotateKeys } = await import('../secrets/rotate');
      const { describeRotation, isRotationComplete } = await import('../secrets/outcome');
      const report = await reportOn(json);
      const outcome = await withStoredSecrets(data, process.env, (secrets) =>
        rotateKeys(secrets, keepOld === true, report),
      );
      const complete = isRotationComplete(outcome);
      if (json) printJson({ complete, ...outcome });
      for (const line of describeRotation(outcome)) report?.line(line);
      if (!complete) process.exitCode = 1;
    });
}

function resealCommand(): Command {
  return new Command('reseal')
    .description(
      'seal stored secrets under the current key, after the keys were changed where they are kept; exit code 1 when something is left under another',
    )
    .addOption(dataOption())
    .option('--json', 'print JSON, once it is done')
    .action(async ({ data, json }: SecretsOptions) => {
      const { withStoredSecrets } = await import('../secrets/stored-secrets');
      const { resealUnderCurrent } = await import('../secrets/rotate');
      const { describeReseal, isComplete } = await import('../secrets/outcome');
      const report = await reportOn(json);
      const { keyId, outcome } = await withStoredSecrets(data, process.env, async (secrets) => ({
        keyId: secrets.keys[0].id,
        outcome: await resealUnderCurrent(secrets, report),
      }));
      const complete = isComplete(outcome);
      if (json) printJson({ complete, keyId, ...outcome });
      for (const line of describeReseal(keyId, outcome)) report?.line(line);
      if (!complete) process.exitCode = 1;
    });
}

function statusCommand(): Command {
  return new Command('status')
    .description('count the stored secrets by the key they lie under; exit code 1 when a key is missing')
    .addOption(dataOption())
    .option('--json', 'print JSON')
    .action(async ({ data, json }: SecretsOptions) => {
      const { withStoredSecrets } = await import('../secrets/stored-secrets');
      const { canOpenAll, describeSecretsStatus, readSecretsStatus } = await import('../secrets/status');
      const status = await withStoredSecrets(data, process.env, readSecretsStatus);
      console.log(json ? jsonText(status, 2) : describeSecretsStatus(status));
      if (!canOpenAll(status)) process.exitCode = 1;
    });
}

/** With JSON there is one answer, at the end. */
async function reportOn(json: true | undefined) {
  const { ProgressReport } = await import('../secrets/progress');
  return json ? null : new ProgressReport(process.stdout);
}
