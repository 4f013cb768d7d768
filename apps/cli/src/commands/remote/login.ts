import { Command, Option } from 'commander';

interface LoginOptions {
  email?: string;
  keyFile?: string;
  name?: string;
  json?: true;
}

export function loginCommand(): Command {
  return new Command('login')
    .description('sign in to a Nora, with an API key or with an account')
    .argument('[url]', 'its address, e.g. https://nora.example.com (default: http://localhost:8080)')
    .addOption(new Option('--key-file <file>', 'read the API key from a file').conflicts('email'))
    .option(
      '--email <address>',
      'sign in with an account instead; the password is asked for, or read from a pipe',
    )
    .option('--name <profile>', 'what to call this Nora here (default: its host)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The API key is typed, unseen, or comes through a pipe: nora login https://nora.example.com < key.txt
What is kept lies in ~/.config/nora/config.json, which its owner alone can read.
NORA_URL with NORA_API_KEY, and NORA_WORKSPACE, do without it.`,
    )
    .action(async (url: string | undefined, options: LoginOptions) => {
      const { login } = await import('../../remote/session/login');
      await login(url ?? process.env['NORA_URL'] ?? 'http://localhost:8080', options);
    });
}

export function logoutCommand(): Command {
  return new Command('logout')
    .description('forget a Nora; the session of an account is ended there too')
    .option('--profile <name>', 'which one (default: the last one)')
    .action(async ({ profile }: { profile?: string }) => {
      const { logout } = await import('../../remote/session/logout');
      await logout(profile);
    });
}

export function whoamiCommand(): Command {
  return new Command('whoami')
    .description('show where you are signed in, as whom, and in which workspace')
    .option('--profile <name>', 'which Nora (default: the last one)')
    .option('--json', 'print JSON')
    .action(async (options: { profile?: string; json?: true }) => {
      const { whoami } = await import('../../remote/session/whoami');
      await whoami(options);
    });
}
