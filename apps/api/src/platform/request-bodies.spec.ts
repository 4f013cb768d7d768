import { isStreamedBody } from './request-bodies';

describe('isStreamedBody', () => {
  it.each([
    ['POST', '/agents/a/gateway/v1/responses'],
    ['POST', '/agents/a/gateway'],
    ['PUT', '/agents/a/gateway/chatter'],
    ['POST', '/agents/a/gateway/embed/key/v1/responses'],
    ['PUT', '/agents/a/files/content'],
  ])('leaves the body of %s %s to its handler', (method, path) => {
    expect(isStreamedBody({ method, path })).toBe(true);
  });

  it.each([
    ['POST', '/agents/a/gateway/chat'],
    ['POST', '/agents/a/gateway/embed'],
    ['POST', '/agents/a/gateway/embed/'],
    ['POST', '/agents/a/gatewayx'],
    ['POST', '/workspaces/w/agents'],
  ])('has the body of %s %s read for it', (method, path) => {
    expect(isStreamedBody({ method, path })).toBe(false);
  });
});
