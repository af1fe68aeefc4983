// SECURITY.md says what somebody learns who sees a body and has no key. This does it, with the sandbox in Toss's place:
// if it ever stops working, the document is wrong.

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';

import { ResultSession, seal } from 'ingam';

import { startSandbox } from '../../sandbox/src/index.js';

const TEXT = '개인정보의 수집과 이용에 동의합니다. '.repeat(8);
const SIGNER = { userName: '홍길동', userPhone: '01012345678', userBirthday: '19900101' };
const DOCUMENT = { docTitle: '동의서', doc: TEXT, docType: 'TEXT', docEncrypted: true, order: 1 };

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** What goes over the wire. @type {any} */
let request;
/** @type {any} */
let result;
/** What only the relying party has. @type {any} */
let opened;

before(async () => {
  sandbox = await startSandbox({ log: () => {} });
  const { publicKey, tossClientId, tossClientSecret } = sandbox.keys;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: tossClientId,
    client_secret: tossClientSecret,
  });
  const { access_token: token } = await post('/token', form);
  const options = { publicKey };
  const asked = { requestType: 'USER_PERSONAL', triggerType: 'PUSH', serviceName: '시험' };
  request = await seal({ ...asked, ...SIGNER, docList: [DOCUMENT] }, options);
  const call = async (/** @type {string} */ verb, /** @type {object} */ body) =>
    (await post(`/api/v2/sign/docs/${verb}`, JSON.stringify(body), token)).success;
  const { txId } = await call('request', request);
  await post('/_sandbox/sign', JSON.stringify({ id: txId }));
  const session = await ResultSession.create(options);
  result = await call('result', { txId, sessionKey: session.sessionKey });
  opened = await session.open(result);
});
after(() => sandbox?.close());

/**
 * @param {string} path
 * @param {string | URLSearchParams} body
 * @param {string} [token]
 */
async function post(path, body, token) {
  const type = body instanceof URLSearchParams ? undefined : { 'content-type': 'application/json' };
  const headers = { ...type, ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** The ciphertext of a sealed value, without its tag. @param {string} sealed */
const ciphertext = (sealed) => Buffer.from(sealed.split('$')[2], 'base64').subarray(0, -16);

/** @param {Uint8Array} left @param {Uint8Array} right */
const xor = (left, right) => left.slice(0, right.length).map((byte, at) => byte ^ right[at]);

/** The name in the certificate of a signed document: there, for everybody to read. @param {string} signedDoc */
function nameIn(signedDoc) {
  const der = Buffer.from(signedDoc, 'base64');
  for (
    let at = der.indexOf(Buffer.from([0x30, 0x82]));
    at >= 0;
    at = der.indexOf(Buffer.from([0x30, 0x82]), at + 1)
  ) {
    try {
      return /CN=(.+)/.exec(new X509Certificate(der.subarray(at)).subject)?.[1] ?? '';
    } catch {
      // Another structure begins here.
    }
  }
  return assert.fail('no certificate');
}

test('the name in the certificate opens as many bytes of every other field of the result', () => {
  const name = Buffer.from(nameIn(result.signedDocList[0].signedDoc));
  const { personalData } = result;
  const keystream = xor(ciphertext(personalData.name), name);
  assert.equal(keystream.length, name.length);
  for (const item of ['birthday', 'gender', 'nationality', 'ci', 'di']) {
    const sealed = ciphertext(personalData[item]).subarray(0, keystream.length);
    assert.equal(
      Buffer.from(xor(keystream, sealed)).toString(),
      opened.personalData[item].slice(0, keystream.length),
      item,
    );
  }
  assert.ok(name.length >= 8, 'the birthday is open, all of it');
});

test('a sealed document whose text is known opens everything in its session', () => {
  const text = Buffer.from(TEXT);
  assert.ok(
    Buffer.from(result.signedDocList[0].signedDoc, 'base64').includes(text),
    'the text is in signedDoc',
  );
  const ofResult = xor(ciphertext(result.docList[0].doc), text);
  for (const [item, sealed] of Object.entries(result.personalData)) {
    if (sealed === null) continue;
    assert.equal(Buffer.from(xor(ofResult, ciphertext(sealed))).toString(), opened.personalData[item], item);
  }
  const ofRequest = xor(ciphertext(request.docList[0].doc), text);
  for (const [name, value] of Object.entries(SIGNER)) {
    assert.equal(Buffer.from(xor(ofRequest, ciphertext(request[name]))).toString(), value, name);
  }
});
