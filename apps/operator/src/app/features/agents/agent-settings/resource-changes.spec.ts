import { sampleAgent } from '../../../../testing/samples';
import { createResourcesForm } from '../../deploy/deploy-form';
import { changedResources } from './resource-changes';

describe('changedResources', () => {
  const agent = sampleAgent({ resources: { vcpu: 1, ramMb: 2_048, diskGb: 5 } });

  it('sends only what differs', () => {
    const form = createResourcesForm(agent.resources);
    expect(changedResources(form, agent)).toBeNull();
    form.controls.ramMb.setValue(4_096);
    expect(changedResources(form, agent)).toEqual({ ramMb: 4_096 });
  });

  it('takes an empty disk field for no limit', () => {
    const form = createResourcesForm(agent.resources);
    form.controls.diskGb.setValue(null);
    expect(changedResources(form, agent)).toEqual({ diskGb: null });
  });

  it('leaves the disk alone where the target cannot limit it', () => {
    const form = createResourcesForm(agent.resources);
    form.controls.diskGb.setValue(9);
    form.controls.diskGb.disable();
    expect(changedResources(form, agent)).toBeNull();
  });
});
