// A relying party of its own, for these tests: it shares no code with the sandbox and uses node:crypto alone.
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';

export const PERSON = { userName: '최요청', userPhone: '01000000000', userBirthday: '19900531' };
export const CI = Buffer.alloc(64, 7).toString('base64');

/** Makes a session as a relying party does; every detail can be set to something wrong. */
export function makeSession(publicKey, options = {}) {
  const { algorithm = 'AES_GCM', tag = 'v1', id = randomUUID(), oaepHash = 'sha1' } = options;
  const { secret = randomBytes(32), iv = randomBytes(algorithm === 'AES_GCM' ? 12 : 16) } = options;
  const part = options.part ?? [algorithm, secret.toString('base64'), iv.toString('base64')].join('$');
  const sealed = publicEncrypt(
    {
      key: `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----`,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash,
    },
    Buffer.from(part),
  );
  return { algorithm, tag, id, secret, iv, sessionKey: `${tag}$${id}$${sealed.toString('base64')}` };
}

const cbc = ({ secret }) => `aes-${secret.length * 8}-cbc`;
const javaMac = ({ secret }, text) =>
  createHmac('sha256', secret.toString('base64')).update(text).digest('hex');

export function seal(session, text, mac = javaMac(session, text)) {
  const { algorithm, tag, id, secret, iv } = session;
  const cipher =
    algorithm === 'AES_GCM'
      ? createCipheriv('aes-256-gcm', secret, iv).setAAD(secret)
      : createCipheriv(cbc(session), secret, iv);
  const parts = [cipher.update(text, 'utf8'), cipher.final()];
  if (algorithm === 'AES_GCM') parts.push(cipher.getAuthTag());
  const fields = [tag, id, Buffer.concat(parts).toString('base64')];
  if (algorithm === 'AES_CBC') fields.push(mac);
  return fields.join('$');
}

export function open(session, field) {
  const [tag, id, encrypted, mac, ...rest] = field.split('$');
  if (tag !== session.tag || id !== session.id || rest.length) throw new Error('a field of another session');
  const bytes = Buffer.from(encrypted, 'base64');
  if (session.algorithm === 'AES_GCM') {
    const decipher = createDecipheriv('aes-256-gcm', session.secret, session.iv).setAAD(session.secret);
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
  }
  const decipher = createDecipheriv(cbc(session), session.secret, session.iv);
  const text = decipher.update(bytes, undefined, 'utf8') + decipher.final('utf8');
  if (mac !== javaMac(session, text)) throw new Error('wrong HMAC');
  return text;
}

export const DOCUMENTS = [
  {
    docTitle: '첫째 약관',
    doc: '첫째 약관의 본문입니다.\r\n줄 바꿈과 끝의 공백 ',
    docType: 'TEXT',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 1,
  },
  {
    docTitle: '둘째 약관',
    doc: '<p>둘째 약관</p>',
    docType: 'HTML',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 2,
  },
];

/** A valid USER_PERSONAL request; `person` and `session` replace what is sealed, `change` edits the finished body. */
export function makeRequest(
  publicKey,
  { person = {}, session = makeSession(publicKey), change = () => {} } = {},
) {
  const sealed = Object.entries({ ...PERSON, ...person }).map(([name, value]) => [
    name,
    seal(session, value),
  ]);
  const body = {
    requestType: 'USER_PERSONAL',
    triggerType: 'PUSH',
    ...Object.fromEntries(sealed),
    sessionKey: session.sessionKey,
    serviceName: '시험 서비스',
    docList: structuredClone(DOCUMENTS),
  };
  change(body, session);
  return body;
}

/** Calls a sandbox the way a relying party and a tester would. */
export function makeClient(sandbox) {
  const { url, keys } = sandbox;
  let token;
  const parse = async (response) => {
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  const client = {
    post: async (path, body, headers = {}) =>
      parse(
        await fetch(url + path, {
          method: 'POST',
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers,
        }),
      ),
    get: async (path) => parse(await fetch(url + path)),
    control: async (name, body = {}) => client.post(`/_sandbox/${name}`, body),
    stats: async () => (await client.get('/_sandbox/stats')).body,
    requestToken: (fields = {}, headers = {}) => {
      const form = {
        grant_type: 'client_credentials',
        scope: 'ca',
        client_id: keys.tossClientId,
        client_secret: keys.tossClientSecret,
        ...fields,
      };
      const defined = Object.entries(form).filter(([, value]) => value !== undefined);
      return client.post('/token', new URLSearchParams(defined).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      });
    },
    authorize: async () => {
      token = (await client.requestToken()).body.access_token;
      return token;
    },
    toss: async (path, body, headers = {}) => {
      token ??= await client.authorize();
      return client.post(path, body, {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      });
    },
    request: (options) => client.toss('/api/v2/sign/docs/request', makeRequest(keys.publicKey, options)),
    status: (txId) => client.toss('/api/v2/sign/docs/status', { txId }),
    result: (txId, session = makeSession(keys.publicKey)) =>
      client.toss('/api/v2/sign/docs/result', { txId, sessionKey: session.sessionKey }),
    /** A request that somebody has signed already. */
    signed: async (options) => {
      const { txId } = (await client.request(options)).body.success;
      await client.control('sign', { id: txId });
      return txId;
    },
  };
  return client;
}
