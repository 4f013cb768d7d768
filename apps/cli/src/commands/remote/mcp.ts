import { Command, Option } from 'commander';
import type { McpOptions } from '../../remote/mcp';

const HELP = `
It is started by an MCP client (docs/mcp.md has the configuration of some), which
then finds tools to list, deploy, operate and ask agents. An API key decides which:
  NORA_URL=https://nora.example NORA_API_KEY=... nora mcp
Tools that change something are there when the key has the scope for it. Tools that
delete are there only with --allow-destructive. Without a key it is you, as
\`nora login\` signed you in.`;

/** `nora mcp`: the tools of Nora for a model, over standard input and output. */
export function mcpCommand(): Command {
  return new Command('mcp')
    .description('serve the tools of a Nora to an AI client (Model Context Protocol, stdio)')
    .addOption(new Option('--profile <name>', 'which Nora, as `nora login` named it (default: the last one)'))
    .addOption(
      new Option('--workspace <name>', 'workspace of tools that name none (default: that of the key)'),
    )
    .option('--allow-destructive', 'let tools delete agents and files')
    .addHelpText('after', HELP)
    .action(async (options: McpOptions) => {
      const { serveMcp } = await import('../../remote/mcp');
      await serveMcp(options);
    });
}
