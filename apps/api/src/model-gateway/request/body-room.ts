/** Requests of the largest size that one agent, and all agents together, may have in memory at a time. */
const LARGEST_OF_AGENT = 3;
const LARGEST_OF_ALL = 12;

/** Memory for requests that are under way: an agent could otherwise take all of it by asking often and much. */
export class BodyRoom {
  private readonly ofAgents = new Map<string, number>();
  private ofAll = 0;

  /** @param limit bytes of the largest request */
  constructor(private readonly limit: number) {}

  /** A place for one request of an agent. Leave it when the request is over. */
  open(agentId: string): BodyPlace {
    let held = 0;
    return {
      take: (bytes) => {
        const ofAgent = (this.ofAgents.get(agentId) ?? 0) + bytes;
        if (ofAgent > LARGEST_OF_AGENT * this.limit || this.ofAll + bytes > LARGEST_OF_ALL * this.limit) {
          return false;
        }
        held += bytes;
        this.ofAll += bytes;
        this.ofAgents.set(agentId, ofAgent);
        return true;
      },
      leave: () => {
        this.ofAll -= held;
        const rest = (this.ofAgents.get(agentId) ?? 0) - held;
        if (rest > 0) this.ofAgents.set(agentId, rest);
        else this.ofAgents.delete(agentId);
        held = 0;
      },
    };
  }
}

/** Where one request is kept. */
export interface BodyPlace {
  /** @returns false when there is no room for so many bytes more */
  take(bytes: number): boolean;
  leave(): void;
}
