import { plainLine } from '@nora/contracts';
import {
  hasChanges,
  summaryOf,
  type Act,
  type Action,
  type Change,
  type Plan,
  type Shown,
  type Summary,
} from './plan';

const MARKS: Readonly<Record<Act, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  none: ' ',
  blocked: '!',
};

/** A plan for people: what is done, field by field, and how much of it there is. */
export function renderPlan(plan: Plan): string {
  const told = plan.actions.filter(({ act, note }) => act !== 'none' || note !== undefined);
  const summary = summaryOf(plan);
  const head = `Workspace ${plainLine(plan.workspace.name)} (${plan.workspace.slug})`;
  if (!hasChanges(plan)) {
    return [head, ...told.flatMap(renderAction), `No changes: ${asWanted(summary.none)}.`].join('\n');
  }
  return [head, '', ...told.flatMap(renderAction), '', renderSummary(summary)].join('\n');
}

/** `2 to create, 1 to update, …` */
export function renderSummary({ create, update, delete: deleted, blocked, none }: Summary): string {
  const parts = [`${create} to create`, `${update} to update`, `${deleted} to delete`, `${none} unchanged`];
  return `Plan: ${[...parts, ...(blocked > 0 ? [`${blocked} blocked`] : [])].join(', ')}.`;
}

/** A plan for machines. Secrets are no part of it. */
export function planJson(plan: Plan): object {
  return {
    workspace: plan.workspace,
    summary: summaryOf(plan),
    actions: plan.actions
      .filter(({ act, note }) => act !== 'none' || note !== undefined)
      .map(({ id, section, name, act, changes, note }) => ({
        id,
        section,
        name,
        act,
        changes,
        note: note ?? null,
      })),
  };
}

function renderAction({ act, id, changes, note }: Action): string[] {
  const head = `  ${MARKS[act]} ${plainLine(id)}${note === undefined ? '' : `  (${plainLine(note)})`}`;
  const width = Math.max(0, ...changes.map(({ field }) => field.length));
  return [head, ...changes.map((change) => `      ${renderChange(change, width)}`)];
}

function renderChange({ field, from, to }: Change, width: number): string {
  const was = from === undefined ? '' : `${renderValue(from)} → `;
  return `${field.padEnd(width)}  ${was}${to === undefined ? '' : renderValue(to)}`;
}

function renderValue(value: Shown): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return plainLine(value);
  if (!isList(value)) return String(value);
  return value.length === 0
    ? 'none'
    : value.map((one) => (isList(one) ? one.map(renderValue).join(' ') : renderValue(one))).join(', ');
}

function isList(value: Shown): value is readonly Shown[] {
  return Array.isArray(value);
}

function asWanted(count: number): string {
  return count === 1 ? 'the one thing is as the file wants it' : `${count} things are as the file wants them`;
}
