/**
 * @typedef {'toss' | 'linkhub'} TokenIssuer
 * @typedef {ReturnType<typeof createStats>} Stats
 */

/**
 * What `GET /_sandbox/stats` tells. A read is counted when the provider has answered it successfully, because that is when
 * the provider would count it; whether the answer reached the caller is another matter.
 */
export function createStats() {
  const empty = () => ({
    /** @type {Record<string, number>} */ calls: {},
    /** @type {Record<TokenIssuer, number>} */ tokenIssues: { toss: 0, linkhub: 0 },
    /** @type {Record<string, number>} */ reads: {},
    /** @type {Record<TokenIssuer, string | null>} */ lastTokens: { toss: null, linkhub: null },
  });
  let state = empty();
  return {
    /** @param {string} method @param {string} path */
    countCall(method, path) {
      const key = `${method} ${path}`;
      state.calls[key] = (state.calls[key] ?? 0) + 1;
    },
    /** @param {TokenIssuer} issuer @param {string} token */
    countToken(issuer, token) {
      state.tokenIssues[issuer] += 1;
      state.lastTokens[issuer] = token;
    },
    /** @param {string} id */
    countRead(id) {
      state.reads[id] = (state.reads[id] ?? 0) + 1;
    },
    snapshot: () => structuredClone(state),
    reset() {
      state = empty();
    },
  };
}
