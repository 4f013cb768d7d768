import type { ApplyContext } from './apply-context';
import type { BudgetAction, MemberAction, ProviderAction } from './plan';
import { plainAmount } from './differences';

/** Sets a provider up, changes it or takes it away. */
export async function applyProvider(context: ApplyContext, action: ProviderAction): Promise<void> {
  const { api, workspacePath, options, keys } = context;
  const { wanted, actual, id: of, changes } = action;
  const at = `${workspacePath}/providers`;
  if (wanted === null) {
    await api.call('DELETE', `${at}/${actual?.id ?? ''}`, { idempotencyKey: context.keyOf(of, 'delete') });
    return;
  }
  const { name, kind, baseUrl, defaultModel, enabled, isDefault } = wanted;
  const apiKey = keys.of(name);
  const skipTest = !options.testProviders;
  const facts = given({ baseUrl, defaultModel, isDefault });
  if (actual === null) {
    const { id } = await api.call<{ id: string }>('POST', at, {
      body: { name, kind, ...facts, ...given({ apiKey }), skipTest },
      idempotencyKey: context.keyOf(of, 'create'),
    });
    context.madeProvider(name, id);
    // A new one is switched on.
    if (enabled === false) await change(id, { enabled });
    return;
  }
  const changed = new Set(changes.map(({ field }) => field));
  const goesAlong = changed.has('key') || changed.has('baseUrl') ? given({ apiKey }) : {};
  await change(actual.id, { ...facts, ...given({ enabled }), ...goesAlong, skipTest });

  function change(id: string, body: object): Promise<unknown> {
    return api.call('PATCH', `${at}/${id}`, { body, idempotencyKey: context.keyOf(of, 'change') });
  }
}

/** Makes a budget, changes it or takes it away. */
export async function applyBudget(context: ApplyContext, action: BudgetAction): Promise<void> {
  const { api, workspacePath } = context;
  const { wanted, actual, id: of } = action;
  const at = `${workspacePath}/budgets`;
  if (wanted === null) {
    await api.call('DELETE', `${at}/${actual?.id ?? ''}`, { idempotencyKey: context.keyOf(of, 'delete') });
    return;
  }
  const { name, agent, unit, period, thresholds, action: atLimit, enabled } = wanted;
  const facts = {
    amount: plainAmount(wanted.amount),
    period,
    ...given({ thresholds, action: atLimit, enabled }),
  };
  if (actual) {
    const options = { body: facts, idempotencyKey: context.keyOf(of, 'change') };
    await api.call('PATCH', `${at}/${actual.id}`, options);
    return;
  }
  const whose = agent === undefined ? {} : { agentId: context.agentId(agent) };
  await api.call('POST', at, {
    ...{ body: { name, unit, ...facts, ...whose }, idempotencyKey: context.keyOf(of, 'create') },
  });
}

/** What is told of an invitation: whether its link was mailed, or else the link. */
export interface Invited {
  url: string;
  mailed: boolean;
}

/** Gives a member another role, invites somebody, or ends a membership or an invitation. */
export async function applyMember(context: ApplyContext, action: MemberAction): Promise<Invited | null> {
  const { api, workspacePath } = context;
  const { wanted, actual, invitation, id: of } = action;
  const key = (step: string) => ({ idempotencyKey: context.keyOf(of, step) });
  if (actual) {
    const at = `${workspacePath}/members/${actual.userId}`;
    if (wanted === null) await api.call('DELETE', at, key('remove'));
    else await api.call('PATCH', at, { body: { role: wanted.role }, ...key('role') });
    return null;
  }
  if (invitation) await api.call('DELETE', `${workspacePath}/invitations/${invitation.id}`, key('revoke'));
  if (wanted === null) return null;
  // Its answer holds a link that is shown once, so the API keeps none to repeat.
  return api.call<Invited>('POST', `${workspacePath}/invitations`, {
    ...{ body: { email: wanted.email, role: wanted.role }, once: true },
  });
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
