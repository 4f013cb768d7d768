import { RELEASE, ReleaseSettings } from '@nora/config';
import { runbookOf } from '@nora/contracts';
import { redactText } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { BriefMemory } from '../../core/brief-memory';
import type { HealthCheckDto, HealthReportDto } from './admin-health.dto';
import { SecurityChecks } from './checks/security-checks';
import { StoreChecks } from './checks/store-checks';
import { SurroundingsChecks } from './checks/surroundings-checks';
import { WorkChecks } from './checks/work-checks';
import { CHECK_STATES, type Finding, type HealthCheck } from './health-check';

/** No look takes longer; what is not known by then is unknown. */
const PATIENCE_MS = 5_000;
/** Several who ask at once cause one look. */
const SHARED_MS = 1_000;
const MOST_SEEN = 500;

/** Looks at everything this installation stands on, from where the API stands. */
@Injectable()
export class AdminHealthService {
  private readonly memory = new BriefMemory<HealthReportDto>(SHARED_MS);

  constructor(
    private readonly stores: StoreChecks,
    private readonly work: WorkChecks,
    private readonly security: SecurityChecks,
    private readonly surroundings: SurroundingsChecks,
    private readonly releases: ReleaseSettings,
  ) {}

  examine(): Promise<HealthReportDto> {
    return this.memory.get('report', () => this.lookAtAll());
  }

  private async lookAtAll(): Promise<HealthReportDto> {
    const all = [this.stores, this.work, this.security, this.surroundings].flatMap((one) => one.checks());
    const checks = await Promise.all(all.map((check) => examined(check)));
    checks.sort((a, b) => CHECK_STATES.indexOf(a.state) - CHECK_STATES.indexOf(b.state));
    return {
      ...{ state: checks[0]?.state ?? 'unknown', checkedAt: new Date().toISOString(), ...RELEASE },
      ...{ docsUrl: this.releases.docsUrl, checks },
    };
  }
}

/** One look with its end in sight. Never throws. */
export async function examined(check: HealthCheck, patienceMs = PATIENCE_MS): Promise<HealthCheckDto> {
  const { id, group, title, docs, page, onError, onErrorRemedy: remedy } = check;
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Finding>((resolve) => {
    const seen = `No answer within ${patienceMs / 1_000} seconds.`;
    timer = setTimeout(() => resolve({ state: onError, seen, remedy }), patienceMs);
  });
  const look = Promise.resolve()
    .then(() => check.look())
    .catch((error: unknown): Finding => ({ state: onError, seen: wordsOf(error), remedy }));
  const found = await Promise.race([look, silence]);
  clearTimeout(timer);
  const tookMs = Math.round(performance.now() - start);
  return { id, group, title, docs, runbook: runbookOf(id), page, ...found, tookMs };
}

/** What went wrong, without what is secret in the address of a server. */
function wordsOf(error: unknown): string {
  const { message, code } = Object(error) as { message?: unknown; code?: unknown };
  const words = [message, code].find((one) => typeof one === 'string' && one !== '');
  return redactText(typeof words === 'string' ? words : 'The look failed.').slice(0, MOST_SEEN);
}
