import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { makeWorkshop } from './support/openssl.js';
import { start } from './support/start.js';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const OWN = { toss: { crlUrl: 'own' }, kakao: { crlUrl: 'own' } };
const VALIDATE = '/api/v1/certificate/validate';

const REFUSALS = [
  [{}, 400, 'either id or serialNumber'],
  [{ id: 'x', serialNumber: '1' }, 400, 'either id or serialNumber'],
  [{ id: 7 }, 400, 'id must be'],
  [{ id: 'nothing' }, 404, 'no transaction'],
  [{ id: 'nothing', provider: 'toss' }, 400, 'provider belongs to serialNumber'],
  [{ serialNumber: '0x7a6001' }, 400, 'decimal digits'],
  [{ serialNumber: '' }, 400, 'decimal digits'],
  [{ serialNumber: -1 }, 400, 'decimal digits'],
  [{ serialNumber: '1' }, 404, 'no authority'],
  [{ serialNumber: String(0x7a_60_01), provider: 'naver' }, 400, 'one of toss, kakao'],
  [{ serialNumber: String(0x7a_60_01), provider: 'toss', at: 'yesterday' }, 400, 'at must be'],
  [{ serialNumber: String(0x7a_60_01), provider: 'toss', at: 5 }, 400, 'at must be'],
  [{ serialNumber: String(0x7a_60_01), at: '2026-03-01T00:00:01Z' }, 400, 'not in the future'],
];

/** What openssl says of a list that it has verified. */
function readList(t, { caCertificate, rootCertificate }, bytes) {
  const workshop = makeWorkshop(t);
  workshop.write('anchors.pem', caCertificate + rootCertificate);
  workshop.write('list.crl', bytes);
  workshop.run('crl', '-inform', 'DER', '-in', 'list.crl', '-CAfile', 'anchors.pem', '-verify', '-noout');
  return workshop.run('crl', '-inform', 'DER', '-in', 'list.crl', '-noout', '-text');
}

const fetchList = async (url) => {
  const answer = await fetch(url);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pkix-crl']);
  return Buffer.from(await answer.arrayBuffer());
};

/** The certificate in the message that a transaction was signed with. */
function signerOf(t, signedData) {
  const workshop = makeWorkshop(t);
  workshop.write('x.der', signedData);
  workshop.run('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'x.der', '-signer', 'signer.pem');
  return new X509Certificate(workshop.read('signer.pem'));
}

async function tossSigner(t, client) {
  const id = await client.signed();
  const { signedDocList } = (await client.result(id)).body.success;
  return { id, certificate: signerOf(t, Buffer.from(signedDocList[0].signedDoc, 'base64')) };
}

function namedUrl(t, certificate) {
  const workshop = makeWorkshop(t);
  workshop.write('signer.pem', certificate.toString());
  const text = workshop.run('x509', '-in', 'signer.pem', '-noout', '-ext', 'crlDistributionPoints');
  return /URI:(.*)/.exec(text)?.[1];
}

test('revocations that make no sense are explained', async (t) => {
  const { client } = await start(t, { clock: () => NOW });
  for (const [body, status, words] of REFUSALS) {
    const answer = await client.control('revoke', body);
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.ok(answer.body.error.includes(words), answer.body.error);
  }
  const open = (await client.request()).body.success.txId;
  assert.equal((await client.control('revoke', { id: open })).status, 409);
});

test('a URL for the lists that is none is refused, and nothing stays open', async (t) => {
  for (const crlUrl of ['', 'https://ca.example/x.crl', 'ftp://ca.example/x', 'http://', 'http://a b/', 7]) {
    for (const provider of ['toss', 'kakao']) {
      await assert.rejects(start(t, { options: { [provider]: { crlUrl } } }), {
        name: 'TypeError',
        message: `options.${provider}.crlUrl must be an http: URL or own`,
      });
    }
  }
});

test('lists are signed by the CA, fresh by the one clock, and empty at first', async (t) => {
  const { client, linkHub, keys, sandbox } = await start(t, { clock: () => NOW });
  await client.control('clock', { advanceSeconds: 3600 });
  const authorities = {
    toss: keys,
    kakao: { caCertificate: keys.kakaoCaCertificate, rootCertificate: keys.kakaoRootCertificate },
  };
  for (const [name, anchors] of Object.entries(authorities)) {
    const text = readList(t, anchors, await fetchList(`${sandbox.url}/crl/${name}.crl`));
    assert.match(text, /Version 2 \(0x1\)/);
    assert.match(text, /Last Update: Mar {2}1 01:00:00 2026 GMT/);
    assert.match(text, /Next Update: Mar {2}2 01:00:00 2026 GMT/);
    assert.match(text, /No Revoked Certificates/);
    assert.match(text, /X509v3 CRL Number/);
  }
  assert.throws(() => readList(t, authorities.kakao, Buffer.alloc(10)));
  assert.equal((await linkHub.send('POST', '/crl/toss.crl')).status, 405);
  assert.equal((await client.stats()).calls['GET /crl/toss.crl'], 1);
});

test('certificates name the list where they are told to', async (t) => {
  for (const [crlUrl, expected] of [
    [undefined, 'http://ca.cert.sandbox.invalid/crl/toss_crl_dp2p1.crl?certificateRevocationList'],
    ['http://ca.example:8080/x.crl?y', 'http://ca.example:8080/x.crl?y'],
    ['own', undefined],
  ]) {
    const { client, sandbox } = await start(t, { options: { toss: { crlUrl } } });
    const { certificate } = await tossSigner(t, client);
    assert.equal(namedUrl(t, certificate), expected ?? `${sandbox.url}/crl/toss.crl`);
  }
});

test('a signer of Toss’s is revoked by a transaction: list and validity say so, until the reset', async (t) => {
  const { client, keys, sandbox } = await start(t, { clock: () => NOW, options: OWN });
  const { id, certificate } = await tossSigner(t, client);
  const ask = async () => (await client.toss(VALIDATE, { certificate: certificate.toString() })).body.success;
  assert.deepEqual(await ask(), { valid: true, enabled: true });

  const at = '2026-02-28T12:00:00.000Z';
  const { body } = await client.control('revoke', { id, at });
  const serialNumber = String(Number.parseInt(certificate.serialNumber, 16));
  assert.deepEqual(body, { provider: 'toss', serialNumber, revokedAt: at });
  assert.deepEqual(await ask(), { valid: false, enabled: false });
  const text = readList(t, keys, await fetchList(namedUrl(t, certificate)));
  assert.match(text, new RegExp(`Serial Number: 0?${certificate.serialNumber.replace(/^0+/, '')}\n`));
  assert.match(text, /Revocation Date: Feb 28 12:00:00 2026 GMT/);

  // Another's stays as it is.
  const other = await tossSigner(t, client);
  assert.notEqual(other.certificate.serialNumber, certificate.serialNumber);
  const { success } = (
    await client.toss(VALIDATE, {
      certificate: other.certificate.toString(),
    })
  ).body;
  assert.equal(success.valid, true);

  await client.control('reset');
  await client.authorize();
  assert.deepEqual(await ask(), { valid: true, enabled: true });
  assert.match(readList(t, keys, await fetchList(`${sandbox.url}/crl/toss.crl`)), /No Revoked/);
});

test('a signer of Kakao’s is revoked by the receipt, and one of either by its number', async (t) => {
  const { client, linkHub, keys, sandbox } = await start(t, { options: OWN });
  const anchors = { caCertificate: keys.kakaoCaCertificate, rootCertificate: keys.kakaoRootCertificate };
  const id = await linkHub.requested('SignToken');
  assert.equal((await client.control('revoke', { id })).status, 409);
  await client.control('sign', { id });
  const { signedData } = (await linkHub.verify('SignToken', id)).body;
  const certificate = signerOf(t, Buffer.from(signedData, 'base64url'));
  assert.equal(namedUrl(t, certificate), `${sandbox.url}/crl/kakao.crl`);

  const serialNumber = String(Number.parseInt(certificate.serialNumber, 16));
  const unclear = await client.control('revoke', { serialNumber });
  assert.deepEqual([unclear.status, /name the provider/.test(unclear.body.error)], [400, true]);
  const revoked = await client.control('revoke', { id });
  assert.deepEqual(revoked.body, {
    provider: 'kakao',
    serialNumber,
    revokedAt: revoked.body.revokedAt,
  });
  assert.ok(Math.abs(Date.parse(revoked.body.revokedAt) - Date.now()) < 60_000);
  assert.match(readList(t, anchors, await fetchList(namedUrl(t, certificate))), /Revoked Certificates:\n/);
  assert.match(readList(t, keys, await fetchList(`${sandbox.url}/crl/toss.crl`)), /No Revoked/);

  const byNumber = await client.control('revoke', { serialNumber, provider: 'toss' });
  assert.equal(byNumber.body.provider, 'toss');
  assert.doesNotMatch(readList(t, keys, await fetchList(`${sandbox.url}/crl/toss.crl`)), /No Revoked/);
});

test('a list can be missing, cut or garbled like any other answer', async (t) => {
  const { client, sandbox } = await start(t);
  const url = `${sandbox.url}/crl/toss.crl`;
  for (const [kind, status] of [
    ['unauthorized', 401],
    ['tooMany', 429],
    ['html502', 502],
    ['fail200', 200],
    ['garbage', 200],
  ]) {
    await client.control('faults', { endpoint: '/crl/', kind, times: 1 });
    const answer = await fetch(url);
    assert.equal(answer.status, status, kind);
    assert.notEqual(answer.headers.get('content-type'), 'application/pkix-crl');
  }
  await client.control('faults', { endpoint: '/crl/', kind: 'drop', times: 1 });
  await assert.rejects(fetch(url));
  await fetchList(url);
});
