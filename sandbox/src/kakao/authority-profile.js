const HOST = 'http://kakao.cert.sandbox.invalid';

/**
 * Kakao publishes no certificate profile: names, policy and addresses are the sandbox's own. The policy is under 2.999, the arc
 * for examples.
 * @type {import('../pki/authority.js').AuthorityProfile}
 */
export const KAKAO_AUTHORITY = {
  keys: { root: 'kakao-root', ca: 'kakao-ca' },
  organization: 'ingam Sandbox',
  unit: 'Simulated Kakao',
  names: { root: 'ingam Sandbox Kakao Root CA1', ca: 'ingam Sandbox Kakao CA1' },
  crls: { root: `${HOST}/root.crl`, ca: `${HOST}/ca.crl` },
  ocsp: `${HOST}/ocsp`,
  policy: { policy: '2.999.1', cps: `${HOST}/cps.html`, notice: 'This is no Kakao certificate' },
};
