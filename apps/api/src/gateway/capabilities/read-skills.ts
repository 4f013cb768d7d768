import { asList, asRecord } from '../rpc/read-value';
import type { CapableSkillDto, SkillNeedDto } from './capabilities.dto';
import type { SkillNeed, SkillState } from './capability-words';
import { lineOf, listingOf, type Listing } from './listing';

const SKILL_LIMIT = 500;
const NAME_LIMIT = 120;
const DESCRIPTION_LIMIT = 400;
const NEED_LIMIT = 20;
const ONE_OF_LIMIT = 5;
const NEEDS: [string, SkillNeed][] = [
  ['bins', 'program'],
  ['env', 'variable'],
  ['config', 'setting'],
  ['os', 'system'],
];

/** Reads what `skills.status` answers. Where the skills are, and how they are configured, stays behind. */
export function readSkills(answer: unknown): Listing<CapableSkillDto> | null {
  return listingOf(asRecord(answer)['skills'], SKILL_LIMIT, readSkill);
}

function readSkill(value: unknown): CapableSkillDto | null {
  const row = asRecord(value);
  const name = lineOf(row['name'], NAME_LIMIT);
  if (name === null) return null;
  return {
    ...{ name, description: lineOf(row['description'], DESCRIPTION_LIMIT) ?? '' },
    ...{ bundled: row['bundled'] === true, state: stateOf(row), needs: needsOf(asRecord(row['missing'])) },
  };
}

function stateOf(row: Record<string, unknown>): SkillState {
  if (row['disabled'] === true) return 'disabled';
  if (row['blockedByAllowlist'] === true || row['blockedByAgentFilter'] === true) return 'blocked';
  if (row['platformIncompatible'] === true) return 'wrong-platform';
  return row['eligible'] === true ? 'ready' : 'incomplete';
}

function needsOf(missing: Record<string, unknown>): SkillNeedDto[] {
  const named = NEEDS.flatMap(([member, kind]) =>
    namesOf(missing[member], NEED_LIMIT).map((name) => ({ kind, name })),
  );
  const oneOf = namesOf(missing['anyBins'], ONE_OF_LIMIT).join(' or ');
  return [...(oneOf ? [{ kind: 'program' as const, name: oneOf }] : []), ...named].slice(0, NEED_LIMIT);
}

function namesOf(values: unknown, limit: number): string[] {
  return asList(values)
    .slice(0, limit)
    .flatMap((value) => lineOf(value, NAME_LIMIT) ?? []);
}
