/** Everything the bench did, in order: what was asked and answered, what was broken, what was edited by hand. */
export class Journal {
  requests = [];
  faults = [];
  edits = [];
  /** Answers that no client should get. */
  oddities = [];
  /** When the last fault was over, in milliseconds of the clock. */
  lastFaultAt = 0;

  /** @returns the entry, to be completed with its answer */
  asked(request) {
    const entry = { ...request, askedAt: Date.now(), status: null, deploymentId: null, sends: 0 };
    this.requests.push(entry);
    return entry;
  }

  /** @returns the entry, to be completed with its end */
  broke(kind, detail) {
    const entry = { kind, detail, from: Date.now(), until: Date.now() };
    this.faults.push(entry);
    this.lastFaultAt = Date.now();
    return entry;
  }

  mended(entry) {
    entry.until = Date.now();
    this.lastFaultAt = Math.max(this.lastFaultAt, entry.until);
  }

  /** @param after sequence number of the last effect before it */
  edited(agentId, edit, after) {
    this.edits.push({ agentId, edit, after, at: Date.now() });
    this.lastFaultAt = Date.now();
  }

  /** Requests that made a deployment, as far as their answers say. */
  get accepted() {
    return this.requests.filter(({ deploymentId, kind }) => deploymentId && kind !== 'cancel');
  }

  /** Requests whose client gave up before it had an answer: each may have been carried out, once, or not. */
  get unanswered() {
    return this.requests.filter(({ status }) => status === 0);
  }

  count(list, key) {
    const counts = {};
    for (const entry of list) counts[entry[key]] = (counts[entry[key]] ?? 0) + 1;
    return counts;
  }
}
