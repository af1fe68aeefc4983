// The sessionKey of a session: its material, wrapped by the platform's RSA or the module's.

/** @import { Engine, Key } from "./engine.js" */
/** @import { ResultSession, Session } from "../wasm/ingam.js" */

/**
 * @param {ResultSession | Session} session  made, and not wrapped yet
 * @param {Engine | undefined} engine
 * @param {Key} key
 * @returns {Promise<string>}
 */
export async function sessionKeyOf(session, engine, key) {
  if (!engine) return session.wrap(key.handle);
  const material = session.exposeMaterial();
  try {
    return session.wrapped(await engine.wrap(key, material));
  } finally {
    material.fill(0);
  }
}
