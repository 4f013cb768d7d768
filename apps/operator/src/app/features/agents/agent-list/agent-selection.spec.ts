import { AgentSelection } from './agent-selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: AgentSelection) => [...selection.ids()].sort().join('');

describe('AgentSelection', () => {
  it('toggles one row at a time', () => {
    const selection = new AgentSelection();
    selection.toggle('b');
    selection.toggle('d');
    selection.toggle('b');
    expect(chosen(selection)).toBe('d');
  });

  it.each([
    ['b', 'd', 'bcd'],
    ['d', 'b', 'bcd'],
    ['c', 'c', 'c'],
  ])('extends from %s to %s', (from, to, expected) => {
    const selection = new AgentSelection();
    if (from !== to) selection.toggle(from);
    selection.extendTo(to, order);
    expect(chosen(selection)).toBe(expected);
  });

  it('extends from where the last extension ended', () => {
    const selection = new AgentSelection();
    selection.toggle('a');
    selection.extendTo('b', order);
    selection.extendTo('d', order);
    expect(chosen(selection)).toBe('abcd');
  });

  it('does not choose what is not shown', () => {
    const selection = new AgentSelection();
    selection.toggle('hidden');
    selection.extendTo('b', order);
    expect([...selection.ids()].sort()).toEqual(['b', 'hidden']);
  });

  it('chooses all, then none, and leaves rows alone that are not shown', () => {
    const selection = new AgentSelection();
    selection.toggle('hidden');
    selection.toggleAll(order);
    expect(order.every((id) => selection.has(id))).toBe(true);
    selection.toggleAll(order);
    expect([...selection.ids()]).toEqual(['hidden']);
  });
});
