/** What a runtime makes of the vectors; the test compares it. */

/**
 * @typedef {object} Vectors
 * @property {{ serialized: string, plain: string, encrypted: string }[]} fields
 * @property {Record<string, string>} sessions
 * @property {{ session: string, text: string }[]} malformed
 */

/**
 * @param {any} ingam the package
 * @param {Vectors} vectors
 * @param {'auto' | 'wasm'} engine
 */
export async function runVectors({ Session, IngamError }, { fields, sessions, malformed }, engine) {
  const restore = (/** @type {string} */ serialized) => Session.restore(serialized, { engine });
  /** @type {Record<'sealed' | 'opened' | 'codes', string[]>} */
  const report = { sealed: [], opened: [], codes: [] };
  for (const { serialized, plain, encrypted } of fields) {
    report.sealed.push(await (await restore(serialized)).encrypt('field', plain));
    report.opened.push(await (await restore(serialized)).decrypt(encrypted));
  }
  /** @type {Record<string, any>} */
  const restored = {};
  for (const [name, serialized] of Object.entries(sessions)) restored[name] = await restore(serialized);
  for (const { session, text } of malformed) {
    report.codes.push(
      await restored[session].decrypt(text).then(
        () => 'opened',
        (/** @type {any} */ error) => (error instanceof IngamError ? error.code : String(error)),
      ),
    );
  }
  return report;
}
