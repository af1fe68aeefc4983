// A LinkHub client of its own, for these tests: it shares no code with the sandbox. Unlike fetch it sends exactly the headers
// it is told to, shows the bytes of answers as they came, and can call from another loopback address.
import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';

export const CLIENT_CODE = '020040000001';
export const OTHER_CLIENT_CODE = '020040000002';
export const SCOPE = ['member', '310', '320', '330'];

/** A request object of each service with nothing but what its table requires. */
const COMMON = {
  CallCenterNum: '1600-0000',
  Expires_in: 300,
  ReceiverBirthDay: '19900531',
  ReceiverHP: '01000000000',
  ReceiverName: '최요청',
  TMSTitle: '요청 제목',
};
export const REQUESTS = {
  SignToken: { ...COMMON, Token: '전자서명할 원문' },
  SignDirectDebit: {
    ...COMMON,
    BankAccountNum: '371-02-6***85',
    BankCode: '004',
    ClientUserID: '20200101-010203',
  },
  SignIdentity: { ...COMMON, Token: '본인인증 원문' },
};
export const SERVICES = Object.keys(REQUESTS);

export const hmac = (secretKey, text) =>
  createHmac('sha256', Buffer.from(secretKey, 'base64')).update(text).digest('base64');
const digest = (body) => createHash('sha256').update(body).digest('base64');

export const tokenLines = (body, date, forwarded) =>
  ['POST', digest(body), date, forwarded, '2.0', '/KAKAOCERT/Token'].filter(Boolean).join('\n');
export const serviceLines = (body, date) => `POST\n${digest(body)}\n${date}\n2.0\n`;

/** Leaves out the headers that a test has set to undefined. */
const defined = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));

export function makeLinkHub(sandbox) {
  const { keys } = sandbox;
  const tokens = {};

  const send = (method, path, { headers = {}, body = '', from } = {}) =>
    new Promise((resolve, reject) => {
      const options = {
        host: sandbox.host,
        port: sandbox.port,
        method,
        path,
        headers: defined(headers),
        localAddress: from,
      };
      const call = httpRequest(options, async (response) => {
        const bytes = Buffer.concat(await response.toArray());
        const answer = { status: response.statusCode, headers: response.headers, bytes };
        try {
          answer.body = JSON.parse(bytes.toString());
        } catch {}
        resolve(answer);
      });
      call.on('error', reject).end(body);
    });

  const encode = (value) =>
    typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);

  const linkHub = {
    send,
    /** `sign` makes the text to sign, `headers` replaces finished headers. */
    requestToken(options = {}) {
      const { accessId = CLIENT_CODE, scope = SCOPE, date = new Date().toISOString(), forwarded } = options;
      const {
        sign = tokenLines,
        headers = {},
        from,
        linkId = keys.linkId,
        secret = keys.linkSecret,
      } = options;
      const body = encode(options.body ?? { access_id: accessId, scope });
      const own = {
        'x-lh-date': date,
        'x-lh-version': '2.0',
        'x-lh-forwarded': forwarded,
        authorization: `LINKHUB ${linkId} ${hmac(secret, sign(body, date, forwarded))}`,
        'content-type': 'Application/json',
      };
      return send('POST', '/KAKAOCERT/Token', { headers: { ...own, ...headers }, body, from });
    },
    async authorize(accessId = CLIENT_CODE, options = {}) {
      tokens[accessId] = (await linkHub.requestToken({ accessId, ...options })).body.session_token;
      return tokens[accessId];
    },
    async bearer(accessId = CLIENT_CODE) {
      return `Bearer ${tokens[accessId] ?? (await linkHub.authorize(accessId))}`;
    },
    async get(path, { headers = {}, clientCode, from } = {}) {
      const authorization = await linkHub.bearer(clientCode);
      return send('GET', path, { headers: { authorization, ...headers }, from });
    },
    async post(path, value, options = {}) {
      const { clientCode, date = new Date().toISOString(), headers = {}, sign = serviceLines } = options;
      const { linkId = keys.linkId, secret = keys.linkSecret, from } = options;
      const body = encode(value);
      const own = {
        authorization: await linkHub.bearer(clientCode),
        'x-lh-date': date,
        'x-lh-version': '2.0',
        'x-kc-auth': `${linkId} ${hmac(secret, sign(body, date))}`,
        'content-type': 'application/json;charset=utf-8',
      };
      return send('POST', path, { headers: { ...own, ...headers }, body, from });
    },
    request: (service, members = {}, options = {}) =>
      linkHub.post(`/${service}/Request`, { ...REQUESTS[service], ...members }, options),
    status: (service, id, options) => linkHub.get(`/${service}/Status/${id}`, options),
    verify: (service, id, signature, options) =>
      linkHub.get(`/${service}/Verify/${id}${signature === undefined ? '' : `/${signature}`}`, options),
    /** The id of a request that has just been made. */
    requested: async (service, members, options) =>
      (await linkHub.request(service, members, options)).body.receiptId,
  };
  return linkHub;
}
