import { crlRoute, crlUrlFrom } from '../crl.js';
import { createAuthority } from '../pki/authority.js';
import { toPem } from '../pki/certificate.js';
import { KAKAO_AUTHORITY } from './authority-profile.js';
import { LINK_ID, LINK_SECRET } from './credentials.js';
import { readOptions } from './options.js';
import { createReceipts, STATE } from './receipts.js';
import { createRoutes, SURFACES } from './routes.js';
import { createServices } from './services.js';
import { createSignatureCheck } from './signature.js';
import { APP_SIGNATURES, createSigner } from './signer.js';
import { createTokens } from './token.js';

/** @typedef {import('../control.js').Provider} Provider */
/** @typedef {import('../http.js').Route} Route */
/** @typedef {import('../http.js').Surface} Surface */

const NAME = 'kakao';

/** The state of a receipt in the words of the control surface. @type {Record<number, string>} */
const LISTED_STATES = {
  [STATE.OPEN]: 'REQUESTED',
  [STATE.SIGNED]: 'COMPLETED',
  [STATE.EXPIRED]: 'EXPIRED',
};

/** What stands for the relying party's own app in the examples of a callback. */
const APP_SCHEME = 'relyingparty://kakaopay_auth';

/**
 * How KakaoTalk hands the signature back to the app that called it.
 * @param {string} signature
 */
const callbacks = (signature) => ({
  ios: `${APP_SCHEME}?sig=${encodeURIComponent(signature)}`,
  android: `${APP_SCHEME}?signature=${encodeURIComponent(signature)}`,
});

/**
 * Simulates KakaoCert: LinkHub's auth host and the KakaoCert API, on one set of paths.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {import('../stats.js').Stats} parts.stats
 * @param {string} parts.origin of the sandbox
 * @param {import('../../index.d.ts').KakaoOptions} [parts.options]
 * @returns {Provider & { routes: Route[], surfaces: Surface[] }}
 */
export function createKakao({ clock, stats, origin, options = {} }) {
  const { expiresIn, clientCodes, clockSkewSeconds, appSignature, indefiniteLength, crlUrl, ...answers } =
    readOptions(options);
  const ca = crlUrlFrom(NAME, crlUrl, origin) ?? KAKAO_AUTHORITY.crls.ca;
  const profile = { ...KAKAO_AUTHORITY, crls: { ...KAKAO_AUTHORITY.crls, ca } };
  const authority = createAuthority(clock.now(), profile);
  const signatures = createSignatureCheck({ clock, skewSeconds: clockSkewSeconds });
  const tokens = createTokens({ clock, stats, signatures, clientCodes, expiresIn });
  const receipts = createReceipts(clock);
  const services = createServices({ receipts, clock, stats, ...answers });
  const sign = createSigner({ authority, indefiniteLength });

  return {
    name: NAME,
    routes: [...createRoutes({ clock, tokens, signatures, services }), crlRoute(NAME, authority, clock)],
    surfaces: SURFACES,
    keys: {
      linkId: LINK_ID,
      linkSecret: LINK_SECRET,
      clientCodes: [...clientCodes],
      kakaoCaCertificate: toPem(authority.caCertificate),
      kakaoRootCertificate: toPem(authority.rootCertificate),
    },
    list: () =>
      receipts.all().map((receipt) => {
        const state = receipts.stateOf(receipt);
        const viewed = state === STATE.OPEN && receipt.viewedAt !== undefined;
        return {
          provider: NAME,
          id: receipt.id,
          state: viewed ? 'IN_PROGRESS' : LISTED_STATES[state],
          reads: receipt.verifiedAt === undefined ? 0 : 1,
        };
      }),
    progress(id) {
      const receipt = receipts.find(id);
      if (receipt) receipt.viewedAt ??= clock.now();
    },
    sign(id) {
      const receipt = receipts.find(id);
      if (!receipt) return;
      const at = clock.now();
      const signature = receipt.txId === null ? null : APP_SIGNATURES[appSignature]();
      receipt.viewedAt ??= at;
      receipt.completion = { at, ...sign(receipt, at), appSignature: signature };
      if (signature !== null) return { signature, callbacks: callbacks(signature) };
    },
    expire(id) {
      const receipt = receipts.find(id);
      if (receipt) receipt.expiresAt = clock.now();
    },
    signerOf: (id) => receipts.find(id)?.completion?.serial,
    hasIssued: authority.hasIssued,
    revoke: authority.revoke,
    setTokenLifetime: tokens.setLifetime,
    reset() {
      authority.reset();
      tokens.reset();
      receipts.reset();
    },
  };
}
