import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { CLIENT_CODE, REQUESTS } from './support/linkhub.js';
import { makeWorkshop } from './support/openssl.js';
import { start } from './support/start.js';

const NAME_FORM = ['-nameopt', 'multiline,utf8,-esc_msb'];

/** What a relying party has after a verification, and openssl with the sandbox's certificates at hand. */
async function sign(t, { service = 'SignToken', members = {}, kakao = {} } = {}) {
  const { linkHub, client, keys } = await start(t, { options: { kakao } });
  const id = await linkHub.requested(service, members);
  const { signature } = (await client.control('sign', { id })).body;
  const { signedData } = (await linkHub.verify(service, id, signature)).body;
  const workshop = makeWorkshop(t);
  workshop.write('ca.pem', keys.kakaoCaCertificate);
  workshop.write('chain.pem', keys.kakaoCaCertificate + keys.kakaoRootCertificate);
  workshop.write('toss.pem', keys.caCertificate + keys.rootCertificate);
  workshop.write('x.der', Buffer.from(signedData, 'base64url'));
  const verify = (name = 'x.der', ...more) =>
    workshop.run(
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-in', name, '-purpose', 'any'],
      ...(more.length ? more : ['-CAfile', 'chain.pem']),
      ...['-out', 'content.bin'],
    );
  const certificate = () => {
    workshop.run('pkcs7', '-inform', 'DER', '-in', 'x.der', '-print_certs', '-out', 'signer.pem');
    return workshop.run('x509', '-in', 'signer.pem', '-noout', '-text', ...NAME_FORM);
  };
  return { signedData, workshop, verify, certificate, keys };
}

test('openssl refuses a changed content, and the anchors of Toss', async (t) => {
  const { signedData, workshop, verify } = await sign(t);
  const bytes = Buffer.from(signedData, 'base64url');
  bytes[bytes.indexOf('원문') + 2] ^= 1;
  workshop.write('changed.der', bytes);
  assert.throws(() => verify('changed.der'), /digest|verif/i);
  assert.throws(() => verify('x.der', '-CAfile', 'toss.pem'), /issuer certificate/i);
});

test('openssl verifies signedData, up to the root or to the CA as anchor, and gets back the Token', async (t) => {
  for (const service of ['SignToken', 'SignIdentity']) {
    for (const Token of ['가', `토큰 ${'나'.repeat(490)} \r\n`]) {
      const { signedData, workshop, verify } = await sign(t, { service, members: { Token } });
      assert.match(signedData, /^[A-Za-z0-9_-]+$/);
      verify();
      assert.deepEqual(workshop.read('content.bin'), Buffer.from(Token, 'utf8'));
      verify('x.der', '-partial_chain', '-CAfile', 'ca.pem');
    }
  }
});

test('the text of a direct debit names bank, account, holder and payer', async (t) => {
  const service = 'SignDirectDebit';
  const { BankAccountNum, BankCode, ClientUserID } = REQUESTS[service];
  const text = async (members) => {
    const { workshop, verify } = await sign(t, { service, members });
    verify();
    return workshop.read('content.bin').toString();
  };
  const lines = [
    '자동이체 출금동의',
    `이용기관코드: ${CLIENT_CODE}`,
    `참가기관코드: ${BankCode}`,
    `계좌번호: ${BankAccountNum}`,
    '예금주명: 김예금',
    `납부자번호: ${ClientUserID}`,
  ];
  assert.equal(await text({ BankAccountName: '김예금' }), lines.join('\n'));
  assert.equal(await text({}), lines.filter((line) => !line.startsWith('예금주명')).join('\n'));
  assert.equal(await text({ BankAccountName: '김예금', isAppUseYN: true }), lines.join('\n'));
});

test("the signer's certificate is the receiver's, under Kakao's test CA", async (t) => {
  const { certificate, workshop, keys } = await sign(t, { members: { ReceiverName: '선우수신' } });
  const text = certificate();
  const [, issuer, subject] = /Issuer:([\s\S]*?)Validity[\s\S]*?Subject:([\s\S]*?)Subject Public Key/.exec(
    text,
  );
  assert.match(issuer, /commonName\s*= ingam Sandbox Kakao CA1/);
  assert.match(subject, /commonName\s*= 선우수신/);
  assert.match(text, /Public-Key: \(2048 bit\)/);
  assert.match(text, /Digital Signature, Non Repudiation/);
  workshop.run('verify', '-x509_strict', '-CAfile', 'chain.pem', 'signer.pem');
  const signer = new X509Certificate(workshop.read('signer.pem'));
  assert.ok(signer.verify(new X509Certificate(keys.kakaoCaCertificate).publicKey));
  assert.ok(!signer.verify(new X509Certificate(keys.caCertificate).publicKey));
  assert.ok(!text.includes('kakao.com') && !text.includes('Viva Republica'));
});

test('the SignedData is DER, with content and one certificate; or BER where the option says so', async (t) => {
  const outline = (workshop) => workshop.run('asn1parse', '-inform', 'DER', '-in', 'x.der');
  const strict = await sign(t);
  assert.ok(!outline(strict.workshop).includes('l=inf'));
  assert.match(outline(strict.workshop), /d=5 .*prim: OCTET STRING/);

  const members = { Token: '여러 조각으로 나뉠 만큼 긴 원문' };
  const { signedData, workshop, verify } = await sign(t, { members, kakao: { indefiniteLength: true } });
  assert.ok(
    Buffer.from(signedData, 'base64url').toString('hex').startsWith('308006092a864886f70d010702a0803080'),
  );
  assert.match(outline(workshop), /d=5 .*l=inf\s+cons: OCTET STRING/);
  assert.ok(outline(workshop).match(/d=6 .*prim: OCTET STRING/g).length > 1);
  verify();
  assert.equal(workshop.read('content.bin').toString(), members.Token);
});

test('a signature made years later has a certificate of its time', async (t) => {
  const { linkHub, client } = await start(t, { options: { kakao: { expiresIn: 1e9 } } });
  await client.control('clock', { advanceSeconds: 5 * 365 * 86_400 });
  const id = await linkHub.requested('SignToken');
  await client.control('sign', { id });
  const { signedData } = (await linkHub.verify('SignToken', id)).body;
  const workshop = makeWorkshop(t);
  workshop.write('x.der', Buffer.from(signedData, 'base64url'));
  workshop.run('pkcs7', '-inform', 'DER', '-in', 'x.der', '-print_certs', '-out', 'signer.pem');
  const { validFrom, validTo } = new X509Certificate(workshop.read('signer.pem'));
  const then = Date.now() + 5 * 365 * 86_400_000;
  assert.ok(Date.parse(validFrom) < then && then < Date.parse(validTo));
});
