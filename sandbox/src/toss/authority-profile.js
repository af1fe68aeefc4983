// `.invalid` never resolves (RFC 2606), so that no test of revocation reaches the real authority.
const ROOT_HOST = 'http://root-ca.cert.sandbox.invalid';
const CA_HOST = 'http://ca.cert.sandbox.invalid';

/**
 * Toss's names and policy, with authorities and hosts of the sandbox's own.
 * @type {import('../pki/authority.js').AuthorityProfile}
 */
export const TOSS_AUTHORITY = {
  keys: { root: 'root', ca: 'ca' },
  organization: 'Viva Republica Inc',
  unit: 'Toss Cert',
  names: { root: 'ingam Sandbox Root CA1', ca: 'ingam Sandbox CA1' },
  crls: {
    root: `${ROOT_HOST}/crl/toss_crl_dp0000.crl`,
    ca: `${CA_HOST}/crl/toss_crl_dp2p1.crl?certificateRevocationList`,
  },
  ocsp: 'http://ocsp.cert.sandbox.invalid/',
  policy: {
    policy: '1.2.410.200098.5.1.1.1.3',
    cps: `${CA_HOST}/cps.html`,
    notice: 'This is Toss certificate',
  },
};
