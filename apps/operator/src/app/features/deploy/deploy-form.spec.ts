import type { FormControl } from '@angular/forms';
import type { DeployCatalog, DeployChoice, DeployTargetChoice } from '@nora/data-access';

import { modelSources } from '../models/model-sources';
import { sampleProvider } from '../../../testing/samples';
import { chooseModel, createDeployForm, preselect, preselectModel, toNewAgent } from './deploy-form';

const choice = (id: string, available = true): DeployChoice => ({
  id,
  label: id,
  description: '',
  maturity: 'ga',
  available,
  reasonCode: available ? null : 'target_not_configured',
  reason: available ? null : 'Not here.',
});
const target = (id: string, available = true): DeployTargetChoice => ({
  ...choice(id, available),
  capabilities: null,
});
const catalog: DeployCatalog = {
  runtimeFamilies: [choice('openclaw'), choice('hermes', false)],
  deployTargets: [target('docker', false), target('process')],
  sandboxProfiles: [choice('standard')],
  defaults: {
    ...{ runtimeFamily: 'openclaw', deployTarget: 'process', sandboxProfile: 'standard' },
    resources: { vcpu: 1, ramMb: 2_048 },
  },
  providers: [
    {
      ...{ ...choice('demo'), id: 'demo', shapes: ['openai-chat'] },
      ...{ baseUrl: null, needsBaseUrl: false, key: 'none', keysUrl: null },
    },
  ],
};

const [DEMO_TYPE] = catalog.providers;
const DEMO_ALONE = modelSources([], DEMO_TYPE ?? null);

describe('deploy form', () => {
  it('needs only a name once the catalog is known', () => {
    const form = createDeployForm();
    preselect(form, catalog);
    preselectModel(form, DEMO_ALONE);
    expect(form.valid).toBe(false);
    form.controls.name.setValue(' First agent ');
    expect(form.valid).toBe(true);
    expect(toNewAgent(form)).toEqual({
      name: 'First agent',
      runtimeFamily: 'openclaw',
      sandboxProfile: 'standard',
      deployTarget: 'process',
      provider: 'demo',
      resources: { vcpu: 1, ramMb: 2_048, diskGb: null },
    });
  });

  it('never chooses what is unavailable, and leaves nothing chosen when nothing is available', () => {
    const form = createDeployForm();
    form.controls.deployTarget.setValue('docker');
    preselect(form, catalog);
    expect(form.controls.deployTarget.value).toBe('process');
    preselect(form, { ...catalog, deployTargets: [target('docker', false)] });
    expect(form.controls.deployTarget.value).toBe('');
    expect(form.controls.deployTarget.valid).toBe(false);
  });

  it('chooses the default of the workspace, unless it is switched off or something else is chosen', () => {
    const form = createDeployForm();
    const ours = sampleProvider({ id: 'ours', isDefault: true, defaultModel: 'small' });
    const sources = modelSources([sampleProvider({ id: 'other' }), ours], DEMO_TYPE ?? null);
    preselectModel(form, sources);
    expect(form.getRawValue()).toMatchObject({ provider: 'ours', model: 'small' });
    chooseModel(form, sources[0]);
    preselectModel(form, sources);
    expect(form.getRawValue().provider).toBe('demo');
    const off = modelSources([{ ...ours, enabled: false }], DEMO_TYPE ?? null);
    form.controls.provider.setValue('ours');
    preselectModel(form, off);
    expect(form.getRawValue().provider).toBe('demo');
  });

  it('names a model only where there is a choice and one was made', () => {
    const form = createDeployForm();
    form.patchValue({ provider: 'ours', model: ' large ' });
    expect(toNewAgent(form)).toMatchObject({ provider: 'ours', model: 'large' });
    form.patchValue({ model: ' ' });
    expect(toNewAgent(form)).not.toHaveProperty('model');
    form.patchValue({ provider: 'demo', model: 'demo-1' });
    expect(toNewAgent(form)).not.toHaveProperty('model');
  });

  it('asks for no disk limit where the target has none, whatever stands in the field', () => {
    const form = createDeployForm();
    const { diskGb } = form.controls.resources.controls;
    diskGb.setValue(5);
    expect(toNewAgent(form).resources.diskGb).toBe(5);
    diskGb.disable();
    expect(toNewAgent(form).resources.diskGb).toBeNull();
  });

  it('takes the defaults of the installation, and leaves what somebody has written', () => {
    const form = createDeployForm();
    const { vcpu, ramMb } = form.controls.resources.controls;
    const both = { ...catalog, deployTargets: [target('docker'), target('process')] };
    ramMb.setValue(8_192);
    ramMb.markAsDirty();
    preselect(form, { ...both, defaults: { ...catalog.defaults, resources: { vcpu: 4, ramMb: 4_096 } } });
    expect(form.getRawValue()).toMatchObject({ deployTarget: 'process' });
    expect([vcpu.value, ramMb.value]).toEqual([4, 8_192]);
  });

  it('keeps a choice that is available', () => {
    const form = createDeployForm();
    const both = { ...catalog, deployTargets: [target('docker'), target('process')] };
    form.controls.deployTarget.setValue('process');
    preselect(form, both);
    expect(form.controls.deployTarget.value).toBe('process');
  });

  it.each([
    ['', false],
    ['   ', false],
    ['x'.repeat(80), true],
    ['x'.repeat(81), false],
  ])('judges the name "%s"', (name, valid) => {
    const form = createDeployForm();
    form.controls.name.setValue(name);
    expect(form.controls.name.valid).toBe(valid);
  });

  it.each([
    ['vcpu', 0.25, true],
    ['vcpu', 0.2, false],
    ['vcpu', 17, false],
    ['ramMb', 1_535, false],
    ['ramMb', 65_536, true],
    ['ramMb', 1_024.5, false],
    ['diskGb', 0, false],
    ['diskGb', 501, false],
    ['diskGb', null, true],
  ] as const)('judges %s %d', (field, value, valid) => {
    const control = createDeployForm().controls.resources.controls[field];
    (control as FormControl<number | null>).setValue(value);
    expect(control.valid).toBe(valid);
  });
});
