import { sha256 } from '../bytes.js';
import { must } from './envelope.js';

/**
 * Remembers every session that ever opened and refuses its second use: Toss wants a new session key for each call.
 *
 * One repetition is let through by default: the very same result call, same txId and same sessionKey text. It reveals nothing
 * new (the values and the key stream are the same), and it is what a client sends again when the answer was lost.
 * @param {{ allowResend: boolean }} options
 */
export function createSessionRegister({ allowResend }) {
  /** @type {Map<string, string | null>} who used it: a result call's fingerprint, or null for a request */
  const users = new Map();
  return {
    /**
     * @param {import('./session.js').Session} session
     * @param {string | null} resultCall what makes a result call the same one; null for a request
     */
    claim(session, resultCall) {
      const marks = [`id ${session.id}`, `key ${sha256(session.secret).toString('hex')}`];
      for (const mark of marks) {
        if (!users.has(mark)) continue;
        const resent = allowResend && resultCall !== null && users.get(mark) === resultCall;
        must(resent, 'sessionKey was used in an earlier call; every call needs a new one');
      }
      for (const mark of marks) users.set(mark, resultCall);
    },
    reset() {
      users.clear();
    },
  };
}
