// How long a plan of a large fleet takes, and that a fleet which was applied is left alone. Prints a table and one JSON
// line; exits 1 when a bar is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetOf, writeFleet } from './fleet/file.mjs';
import { FleetCommand } from './fleet/command.mjs';
import { openWorkspace, readLists } from './fleet/workspace.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { median, quantile, rounded } from './support/figures.mjs';

const USAGE = `usage: ./nora bench fleet [--agents N] [--small N] [--plans N]

  Real API, worker, PostgreSQL and Redis of its own; runtimes on a simulated target. The command line runs as a process
  of its own, as a person would start it.

  1. A file of --small agents with a provider, budgets and members is applied, and applied again: the second time
     nothing may change. Then an agent is changed by a call to the API: the plan must end with 2 and show it, and
     applying puts it right.
  2. The file grows to --agents agents, which are applied. Then it is planned --plans times. Bar: the slowest takes at
     most 5 s, from the start of the process to its end. Beside it stands how long the same lists take to be read by a
     program that does nothing else.

  --small   agents of the first part (50)
  --agents  agents of the second part (1000)
  --plans   that are measured (5)`;

const BARS = { planSeconds: 5 };

await runBench(
  {
    usage: USAGE,
    options: {
      small: { type: 'string', default: '50' },
      agents: { type: 'string', default: '1000' },
      plans: { type: 'string', default: '5' },
    },
  },
  async (values, cleanup) => {
    const of = (name) => wholeNumber(name, values[name]);
    const [small, agents, plans] = [of('small'), of('agents'), of('plans')];
    const directory = mkdtempSync(join(tmpdir(), 'nora-bench-fleet-'));
    cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
    const result = await withControlPlane({}, (plane, signal) =>
      measure(plane, { small, agents, plans, file: join(directory, 'fleet.yaml'), signal }),
    );
    const planSeconds = rounded(quantile(result.plans, 1), 2);
    const met = planSeconds <= BARS.planSeconds && result.second.changes === 0 && result.edit.seen;
    return {
      table: {
        [`apply ${small} agents`]: { value: result.first.seconds, unit: 's' },
        'apply again: changes': {
          value: result.second.changes,
          unit: `in ${result.second.seconds} s`,
          bar: 0,
        },
        'plan after an edit by hand': { value: result.edit.status, unit: 'exit code', bar: 2 },
        [`apply ${agents} agents`]: { value: result.large.seconds, unit: 's' },
        [`plan ${agents} agents, slowest`]: { value: planSeconds, unit: 's', bar: BARS.planSeconds },
        [`plan ${agents} agents, median`]: { value: rounded(median(result.plans), 2), unit: 's' },
        'of which starting the command': { value: result.helpSeconds, unit: 's' },
        'the lists alone, read in turn': { value: result.listsSeconds, unit: 's' },
      },
      line: { bench: 'fleet', small, agents, planSeconds, ...result, met },
    };
  },
);

async function measure(plane, { small, agents, plans, file, signal }) {
  const { api, workspace } = await openWorkspace(plane);
  const command = new FleetCommand({ url: plane.apis[0].origin, token: api.token, signal });
  const apply = async (count, ...options) => {
    writeFleet(file, fleetOf(workspace.slug, count));
    const run = await command.run(
      'apply',
      '-f',
      file,
      '--yes',
      '--json',
      '--skip-provider-tests',
      ...options,
    );
    if (run.status !== 0) throw new Error(`apply ended with ${run.status}: ${run.stderr || run.stdout}`);
    return { seconds: run.seconds, changes: JSON.parse(run.stdout).outcomes.length };
  };
  const plan = () => command.run('plan', '-f', file, '--json');

  const first = await apply(small);
  const second = await apply(small);
  const edit = await editedByHand(api, workspace, plan);
  await apply(small);
  const large = await apply(agents, '--parallel', '16');
  const seconds = [];
  while (seconds.length < plans) {
    const run = await plan();
    if (run.status !== 0) throw new Error(`plan ended with ${run.status}: ${run.stderr || run.stdout}`);
    seconds.push(run.seconds);
  }
  const helpSeconds = (await command.run('plan', '--help')).seconds;
  const listsSeconds = await readLists(api, workspace);
  return { first, second, edit, large, plans: seconds, helpSeconds, listsSeconds };
}

/** Somebody gives an agent more memory; the plan has to end with 2 and say from what to what. */
async function editedByHand(api, workspace, plan) {
  const agent = (await api.call('GET', `/api/workspaces/${workspace.id}/agents?q=agent-0007`)).body.items[0];
  const patched = await api.call('PATCH', `/api/agents/${agent.id}`, { resources: { ramMb: 4096 } });
  if (patched.status !== 200) throw new Error(`the edit answered ${patched.status}`);
  const { status, stdout } = await plan();
  const { actions } = JSON.parse(stdout);
  const told = actions.filter(({ act }) => act !== 'none').map(({ id, changes }) => ({ id, changes }));
  const expected = [
    { id: 'agents/agent-0007', changes: [{ field: 'resources.ramMb', from: 4096, to: 2048 }] },
  ];
  return { status, told, seen: status === 2 && JSON.stringify(told) === JSON.stringify(expected) };
}
