import { Component, DOCUMENT, afterNextRender, computed, inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import { ErrorPanel } from '@nora/ui';

import { Forbidden } from '../../states/forbidden';
import { AgentOperations } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { RedeployBanner } from '../redeploy/redeploy-banner';
import { DangerZone } from './danger-zone';
import { DriftPolicySection } from './drift-policy';
import { DuplicateForm } from './duplicate-form';
import { AgentModelSection } from './model/model-section';
import { ModelKeySection } from './model-key';
import { RenameForm } from './rename-form';
import { ResourcesSection } from './resources-form';
import { AgentSecretsSection } from './secrets/secrets-section';
import { SettingsStore } from './settings.store';

/** What can be changed of an agent, and the ways to remove it. */
@Component({
  selector: 'nora-agent-settings',
  imports: [
    AgentModelSection,
    AgentSecretsSection,
    DangerZone,
    DriftPolicySection,
    DuplicateForm,
    ErrorPanel,
    Forbidden,
    ModelKeySection,
    RedeployBanner,
    RenameForm,
    ResourcesSection,
  ],
  providers: [SettingsStore],
  templateUrl: './agent-settings.html',
  styleUrl: './agent-settings.scss',
})
export class AgentSettings {
  private readonly operations = inject(AgentOperations);
  private readonly page = inject(AgentStore);

  protected readonly store = inject(SettingsStore);
  protected readonly agent = this.page.agent;
  protected readonly mayChange = computed(() => {
    const agent = this.agent();
    return agent !== null && this.operations.mayChange(agent);
  });
  /** True while a deployment keeps the agent from being changed. */
  protected readonly waiting = computed(() => Boolean(this.agent()?.activeDeploymentId));

  constructor() {
    void this.store.load();
    const document = inject(DOCUMENT);
    const { fragment } = inject(ActivatedRoute).snapshot;
    afterNextRender(() => {
      if (fragment) document.getElementById(fragment)?.scrollIntoView();
    });
  }
}
