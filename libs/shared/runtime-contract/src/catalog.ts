import {
  DomainError,
  MODEL_PROVIDER_KINDS,
  type ModelApiShape,
  type ModelProviderId,
  type ModelProviderKind,
  type ModelProviderKindInfo,
} from '@nora/contracts';

export const RUNTIME_FAMILIES = ['openclaw', 'hermes'] as const;
export type RuntimeFamily = (typeof RUNTIME_FAMILIES)[number];

export const DEPLOY_TARGETS = ['docker', 'k8s', 'process', 'proxmox', 'simulated'] as const;
export type DeployTarget = (typeof DEPLOY_TARGETS)[number];

export const SANDBOX_PROFILES = ['standard', 'nemoclaw'] as const;
export type SandboxProfile = (typeof SANDBOX_PROFILES)[number];

/** How far an entry of the catalog can be trusted. */
export type Maturity = 'ga' | 'embedded' | 'experimental' | 'planned' | 'blocked';

/** One choice on the deploy page. `reason` says why it cannot be chosen, in words for a person. */
export interface CatalogEntry<Id extends string = string> {
  id: Id;
  label: string;
  description: string;
  maturity: Maturity;
  available: boolean;
  reasonCode: 'target_release_blocked' | 'target_not_configured' | 'unsupported_combination' | null;
  reason: string | null;
}

/** A kind of provider of models, and what it takes to set one up. */
export interface ProviderEntry extends CatalogEntry<ModelProviderId> {
  /** How it is talked to; agents are configured with the first one. */
  shapes: ModelApiShape[];
  /** Where it is; null where each account has an address of its own, which must be given, and for the demo. */
  baseUrl: string | null;
  needsBaseUrl: boolean;
  /** `none`: the built-in demo, which needs no setting up. */
  key: 'required' | 'optional' | 'none';
  /** Where a key is had. */
  keysUrl: string | null;
}

/** Everything that can be selected when an agent is deployed, and why not. */
export interface Catalog {
  runtimeFamilies: CatalogEntry<RuntimeFamily>[];
  deployTargets: CatalogEntry<DeployTarget>[];
  sandboxProfiles: CatalogEntry<SandboxProfile>[];
  /** The built-in demo, and what a workspace can set up. */
  providers: ProviderEntry[];
}

/** Whether this installation can reach a target, as its adapter found it. */
export type TargetAvailability = Partial<Record<DeployTarget, { configured: boolean; reason?: string }>>;

/** What a user asked for; plain strings, because a user may write anything. */
export interface Selection {
  runtimeFamily: string;
  deployTarget: string;
  sandboxProfile: string;
}

/** A selection that this installation can serve. */
export interface ResolvedSelection {
  runtimeFamily: RuntimeFamily;
  deployTarget: DeployTarget;
  sandboxProfile: SandboxProfile;
}

const available = { available: true, reasonCode: null, reason: null } as const;

const DEMO: ProviderEntry = {
  id: 'demo',
  label: 'Demo (no key needed)',
  description: 'A deterministic model served by Nora itself, for trying things out.',
  maturity: 'ga',
  ...available,
  ...{ shapes: ['openai-chat'], baseUrl: null, needsBaseUrl: false, key: 'none', keysUrl: null },
};

function providerEntry([id, info]: [string, ModelProviderKindInfo]): ProviderEntry {
  const { label, shapes, baseUrl, key, keysUrl } = info;
  const keyWords =
    key === 'required' ? 'with a key of your account there' : 'with a key where it asks for one';
  const where = baseUrl === null ? 'At an address that you give' : `At ${new URL(baseUrl).hostname}`;
  return {
    id: id as ModelProviderKind,
    label,
    description: `${where}, ${keyWords}.`,
    maturity: 'ga',
    ...available,
    ...{ shapes: [...shapes], baseUrl, needsBaseUrl: baseUrl === null, key, keysUrl },
  };
}

const LATER = 'This release of Nora cannot deploy it yet.';

/** Builds the catalog for an installation whose targets are available as given. */
export function buildCatalog(targets: TargetAvailability): Catalog {
  const target = (id: DeployTarget, label: string, description: string, maturity: Maturity) => {
    if (maturity === 'blocked' || maturity === 'planned') {
      return {
        ...{ id, label, description, maturity, available: false },
        ...{ reasonCode: 'target_release_blocked' as const, reason: LATER },
      };
    }
    const found = targets[id];
    if (!found?.configured) {
      const reason = found?.reason ?? `This installation is not set up to deploy to ${label}.`;
      return {
        ...{ id, label, description, maturity, available: false },
        ...{ reasonCode: 'target_not_configured' as const, reason },
      };
    }
    return { id, label, description, maturity, ...available };
  };
  const blocked = { available: false, reasonCode: 'target_release_blocked' as const, reason: LATER };
  return {
    runtimeFamilies: [
      {
        id: 'openclaw',
        label: 'OpenClaw',
        description: 'An agent with tools, memory and channels, talked to through its own gateway.',
        maturity: 'ga',
        ...available,
      },
      {
        id: 'hermes',
        label: 'Hermes',
        description: 'A Python agent runtime with a dashboard and an API server.',
        maturity: 'planned',
        ...blocked,
      },
    ],
    deployTargets: [
      target('docker', 'Docker', 'A hardened container with its own volume and network.', 'ga'),
      target(
        'process',
        'Local process',
        'A process on this host. Evaluation only: no isolation.',
        'embedded',
      ),
      target('k8s', 'Kubernetes', 'A pod in a cluster.', 'planned'),
      target('proxmox', 'Proxmox', 'A virtual machine on a Proxmox host.', 'blocked'),
      // Of no use to a person: shown only where someone set it up on purpose.
      ...(targets.simulated?.configured
        ? [target('simulated', 'Simulated', 'For tests of scale and faults; nothing runs.', 'embedded')]
        : []),
    ],
    sandboxProfiles: [
      {
        id: 'standard',
        label: 'Standard',
        description: 'The hardening of the target: nothing is granted that the runtime does not need.',
        maturity: 'ga',
        ...available,
      },
      {
        id: 'nemoclaw',
        label: 'NemoClaw',
        description: 'A policy-driven sandbox with approvals.',
        maturity: 'experimental',
        ...blocked,
      },
    ],
    providers: [DEMO, ...Object.entries(MODEL_PROVIDER_KINDS).map(providerEntry)],
  };
}

/**
 * Resolves what a user asked for, or refuses it with a stable code. Nothing falls back to another target.
 * `k3s` is accepted for `k8s`.
 * @throws DomainError `unknown_…`, `unsupported_combination`, `target_release_blocked`, `target_not_configured`
 */
export function resolveSelection(selection: Selection, catalog: Catalog): ResolvedSelection {
  const deployTarget = selection.deployTarget === 'k3s' ? 'k8s' : selection.deployTarget;
  return {
    runtimeFamily: pick(
      catalog.runtimeFamilies,
      selection.runtimeFamily,
      'unknown_runtime_family',
      'runtimeFamily',
    ),
    deployTarget: pickTarget(deployTarget, catalog),
    sandboxProfile: pick(
      catalog.sandboxProfiles,
      selection.sandboxProfile,
      'unknown_sandbox_profile',
      'sandboxProfile',
    ),
  };
}

function pickTarget(wanted: string, { deployTargets }: Catalog): DeployTarget {
  const hidden = DEPLOY_TARGETS.find(
    (id) => id === wanted && !deployTargets.some((entry) => entry.id === id),
  );
  if (hidden) {
    const message = `This installation is not set up to deploy to “${hidden}”.`;
    const errors = [{ path: 'deployTarget', code: 'target_not_configured', message }];
    throw new DomainError('target_not_configured', message, { errors });
  }
  return pick(deployTargets, wanted, 'unknown_deploy_target', 'deployTarget');
}

function pick<Id extends string>(
  entries: CatalogEntry<Id>[],
  wanted: string,
  unknown: 'unknown_runtime_family' | 'unknown_deploy_target' | 'unknown_sandbox_profile',
  path: string,
): Id {
  const entry = entries.find(({ id }) => id === wanted);
  if (!entry) {
    const known = entries.map(({ id }) => id).join(', ');
    const message = `Unknown ${path} “${wanted.slice(0, 40)}”. Known: ${known}.`;
    throw new DomainError(unknown, message, { errors: [{ path, code: unknown, message }] });
  }
  if (!entry.available) {
    const code = entry.reasonCode ?? 'unsupported_combination';
    const message = entry.reason ?? 'This choice is not available.';
    throw new DomainError(code, message, { errors: [{ path, code, message }] });
  }
  return entry.id;
}
