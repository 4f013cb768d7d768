import type { Topology } from '@nora/config';

/** One thing to do, and the commands for it. */
export interface UpgradeStep {
  text: string;
  commands: string[];
}

/** How an installation comes to a newer release. Migrations are applied on the way; data stays. */
export function upgradeSteps(topology: Topology, version: string): UpgradeStep[] {
  const backup: UpgradeStep = {
    text: 'Make a backup of PostgreSQL and of the encryption keys. Going back needs it: migrations are not undone.',
    commands: BACKUP[topology],
  };
  const source: UpgradeStep = {
    text: `Get release ${version} in the checkout that Nora was installed from.`,
    commands: ['git fetch --tags origin', `git checkout v${version}`],
  };
  return [
    backup,
    source,
    ...SWITCH[topology],
    { text: 'Look whether all is well.', commands: CHECK[topology] },
  ];
}

const BACKUP: Record<Topology, string[]> = {
  // Owners and modes must be kept; the data directory is another one where --data named it.
  embedded: ['./nora down', 'tar --numeric-owner -cpf nora-before-the-upgrade.tar .nora'],
  compose: [
    'docker compose -f docker/compose.yml exec -T postgres pg_dump --username=nora --format=custom nora > nora-before-the-upgrade.dump',
    'cp docker/.env nora-before-the-upgrade.env',
  ],
  kubernetes: ['pg_dump --format=custom "$DATABASE_URL" > nora-before-the-upgrade.dump'],
};

const SWITCH: Record<Topology, UpgradeStep[]> = {
  embedded: [
    {
      text: 'Start it with the options it was started with before. It builds what changed, and applies the migrations.',
      commands: ['./nora up --detach'],
    },
  ],
  compose: [
    {
      text: 'Build the images and start them, with the same -f options as before. Migrations are applied first.',
      commands: ['docker/prepare.sh', 'docker compose -f docker/compose.yml up --detach --build'],
    },
  ],
  kubernetes: [
    {
      text: 'Build or pull the images of the release into your registry, then upgrade the chart with the values it was installed with. A job applies the migrations first; pods are replaced one after another.',
      commands: ['helm upgrade nora k8s/nora --namespace nora --values your-values.yaml --wait'],
    },
  ],
};

const CHECK: Record<Topology, string[]> = {
  embedded: ['./nora status', './nora doctor'],
  compose: ['docker compose -f docker/compose.yml ps'],
  kubernetes: ['kubectl --namespace nora rollout status deployment --timeout 5m'],
};
