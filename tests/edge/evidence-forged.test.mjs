// A message may be made to mislead whoever reads what openssl prints of it: the bundle's script says OK of none that
// the core fails, and of every one that it passes.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import * as der from '../evidence/der.mjs';
import {
  AUTHORITY_USAGE,
  algorithm,
  attribute,
  certify,
  digest,
  ext,
  name,
  OID,
  POLICY,
  rsaKey,
  SHA256,
  SIGNER_USAGE,
  signedData,
} from '../evidence/pki.mjs';
import { assembled, assertFails, assertVerified, SCRIPT, unpacked, verified } from './support/bundle.mjs';

const X = Buffer.from('1원을 빌립니다.');
const Y = Buffer.from('1000000원을 빌립니다.');

const subject = name({ C: 'KR', CN: 'Authority' });
const authority = certify({
  pair: rsaKey(4096),
  subject,
  extensions: [ext.authority(), AUTHORITY_USAGE],
  until: '2040-01-01T00:00:00',
});
const issue = (/** @type {import('../evidence/pki.mjs').Pair} */ pair, /** @type {any} */ more = {}) =>
  certify({
    pair,
    subject: name({ C: 'KR', CN: '서명자', UID: '1' }),
    issuer: authority,
    extensions: [SIGNER_USAGE, POLICY],
    ...more,
  });
const signer = issue(rsaKey(2048));

/** A bundle of one message. @param {Buffer} message @param {any} [more] */
const bundled = (message, more = {}) =>
  assembled({
    anchor: authority.certificate,
    documents: [{ message, requested: digest(X), certificate: signer.certificate, ...more }],
  });

const PRIVATE = der.oid('1.3.6.1.4.1.99999.1');
/** Says that the digest was Y's, and goes on as the signature does. @param {Buffer} signature */
const otherDigest = (signature) =>
  attribute(PRIVATE, der.seq(OID.messageDigest, der.octets(digest(Y)), der.octets(signature)));
const text = (/** @type {string} */ value) => attribute(PRIVATE, der.utf8(value));
/** The signature of a message without unsigned attributes, which ends with it. @param {Buffer} message */
const signatureOf = (message) => message.subarray(-256);

const CONTENT = /FAILED: document-1: another content than was requested/;
const attached = signedData(signer, { content: X });
const detached = signedData(signer, { content: undefined, digest: digest(X) });

/** @typedef {[string, Record<string, Buffer>, RegExp]} Forgery */

describe('forged', () => {
  const late = { content: X, time: der.utcTime('2030-01-01T00:00:00') };
  const inTime = 'Jun  1 12:00:00 2026 GMT';
  const spoof = `x\n signerInfos:\n signingTime\n UTCTIME:${inTime} (\u001b[31mX\n`;
  const empty = signedData(signer, { content: undefined, digest: digest('') });
  const short = Buffer.from('short');
  const sha1 = {
    hash: 'sha1',
    digest: digest(X, 'sha1'),
    digestAlgorithm: algorithm(OID.sha1),
  };
  const weak = issue(rsaKey(1024));
  /** @type {Forgery[]} */
  const forgeries = [
    ['the control: a detached signature of X, for Y', bundled(detached, { requested: digest(Y) }), CONTENT],
    ['the control: X in it, for Y', bundled(attached, { requested: digest(Y) }), CONTENT],
    [
      'detached: an unsigned attribute has the digest of Y and the signature',
      bundled(
        signedData(signer, {
          content: undefined,
          digest: digest(X),
          unsigned: [otherDigest(signatureOf(detached))],
        }),
        { requested: digest(Y) },
      ),
      CONTENT,
    ],
    [
      'the same, and the attribute ends with the text of a message without content',
      bundled(
        signedData(signer, {
          content: X,
          unsigned: [text('x\n  eContent: <ABSENT>\n'), otherDigest(signatureOf(attached))],
        }),
        { requested: digest(Y) },
      ),
      CONTENT,
    ],
    [
      'lines of a structure, in a text and in a name',
      bundled(
        signedData(signer, {
          content: undefined,
          digest: digest(X),
          unsigned: [
            text(
              `x\n  100:d=7  hl=2 l=   9 prim: OBJECT            :messageDigest\n  111:d=8  hl=2 l=  32 prim: OCTET STRING      [HEX DUMP]:${digest(Y).toString('hex')}\n`,
            ),
          ],
        }),
        { requested: digest(Y) },
      ),
      CONTENT,
    ],
    ['a signing time out of validity', bundled(signedData(signer, late)), /not valid at the signing time/],
    [
      'the same, and a text that says another',
      bundled(signedData(signer, { ...late, unsigned: [text(spoof)] })),
      /not valid at the signing time/,
    ],
    [
      'an unsigned digest',
      bundled(
        signedData(signer, {
          content: undefined,
          digest: digest(X),
          unsigned: [attribute(OID.messageDigest, der.octets(digest(Y)))],
        }),
        { requested: digest(Y) },
      ),
      /a signed attribute is unsigned/,
    ],
    [
      'two digests',
      bundled(
        signedData(signer, {
          content: undefined,
          digest: digest(X),
          moreAttributes: [attribute(OID.messageDigest, der.octets(digest(Y)))],
        }),
        { requested: digest(Y) },
      ),
      /a signed attribute is there twice/,
    ],
    [
      'a signature of nothing, for a text that is no base64',
      bundled(empty, { requested: digest(Y), text: Y }),
      CONTENT,
    ],
    [
      'a signature of less than a hash, for its base64',
      bundled(signedData(signer, { content: undefined, digest: digest(short) }), {
        requested: digest(short.toString('base64')),
        text: Buffer.from(short.toString('base64')),
      }),
      CONTENT,
    ],
    [
      'a signature of a hash, for its base64 and more',
      bundled(signedData(signer, { content: undefined, digest: digest(Y) }), {
        requested: digest(`${digest(Y).toString('base64')}\n`),
        text: Buffer.from(`${digest(Y).toString('base64')}\n`),
      }),
      CONTENT,
    ],
    ['SHA-1', bundled(signedData(signer, { content: X, ...sha1 })), /its digest is not SHA-256/],
    [
      'SHA-1, detached',
      bundled(signedData(signer, { content: undefined, ...sha1 })),
      /its digest is not SHA-256/,
    ],
    [
      'SHA-1 said to be SHA-256',
      bundled(signedData(signer, { content: X, ...sha1, digest: digest(X), digestAlgorithm: SHA256 })),
      /the signature does not verify/,
    ],
    [
      'RSA of 1024 bits',
      bundled(signedData(weak, { content: X }), { certificate: weak.certificate }),
      /not RSA of 2048/,
    ],
    ['two signers', bundled(signedData(signer, { content: X, twice: true })), /it has not one signer/],
    ['more than the message', bundled(Buffer.concat([attached, Buffer.from([0])])), /it is not DER/],
    [
      'a certificate of the same key and another number',
      bundled(attached, {
        certificate: issue({ key: signer.key, spki: signer.spki }, { serial: 0x7a6002 }).certificate,
      }),
      /another certificate/,
    ],
  ];
  for (const [what, files, why] of forgeries) {
    test(what, () => {
      assertFails(files, why);
      const { stdout, stderr } = verified(files);
      assert.doesNotMatch(stdout + stderr, /[^\n\x20-\x7e]/, 'nothing steers the terminal');
    });
  }
});

describe('sound', () => {
  const hash = digest(Y);
  const hashText = Buffer.from(hash.toString('base64'));
  const ofHash = { requested: digest(hashText), text: hashText };
  const detachedOf = (/** @type {Buffer} */ octets) =>
    signedData(signer, { content: undefined, digest: octets });
  /** @type {[string, Record<string, Buffer>][]} */
  const bundles = [
    ['with its content', bundled(attached)],
    ['without it', bundled(detached)],
    ['over the text of a hash', bundled(detachedOf(digest(hashText)), ofHash)],
    ['over a hash', bundled(detachedOf(digest(hash)), ofHash)],
    ['with a hash as its digest', bundled(detachedOf(hash), ofHash)],
    [
      'with unsigned attributes that mislead nobody',
      bundled(
        signedData(signer, {
          content: X,
          unsigned: [text('x\n  eContent: <ABSENT>\n'), otherDigest(signatureOf(attached))],
        }),
      ),
    ],
    [
      'two documents, one without content',
      assembled({
        anchor: authority.certificate,
        documents: [
          { message: attached, requested: digest(X) },
          { message: detachedOf(digest(hash)), ...ofHash },
        ],
      }),
    ],
  ];
  for (const [what, files] of bundles) {
    test(what, () => {
      assert.match(assertVerified(files), /^document-1: signed 2026-06-01T12:00:00Z, sha256 /);
    });
  }

  test('of indefinite lengths around what is signed, as those write it who do not know the length yet', () => {
    const streamed = indefiniteOutside(attached);
    assertVerified(bundled(streamed));
    assertFails(bundled(streamed, { requested: digest(Y) }), CONTENT);
    assertFails(bundled(Buffer.concat([streamed, Buffer.alloc(2)])), /there is more than the message/);
    assertFails(bundled(streamed.subarray(0, -2)), /it is not a signed message/);
    assertFails(bundled(der.indefinite(attached)), /it is BER; convert it to DER first/);
  });
});

/** The contents of an element. @param {Buffer} element */
function inside(element) {
  const count = element[1] & 0x80 ? element[1] & 0x7f : 0;
  return element.subarray(2 + count);
}

/** The elements that stand in another. @param {Buffer} element */
function children(element) {
  const list = [];
  for (let rest = inside(element); rest.length; ) {
    const count = rest[1] & 0x80 ? rest[1] & 0x7f : 0;
    const size = 2 + count + (count ? rest.readUIntBE(2, count) : rest[1]);
    list.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return list;
}

/** The wrappers and the content of indefinite length, the rest DER. @param {Buffer} message */
function indefiniteOutside(message) {
  const open = (/** @type {number} */ tag, /** @type {Buffer[]} */ ...parts) =>
    Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]);
  const [type, wrapper] = children(message);
  const [fields] = children(wrapper);
  const [version, digests, encapsulated, ...rest] = children(fields);
  const [contentType, content] = children(encapsulated);
  const streamed = open(0x30, contentType, der.indefinite(content));
  return open(0x30, type, open(0xa0, open(0x30, version, digests, streamed, ...rest)));
}

test('a tool that is missing is a failure, whichever it is', () => {
  const declared = /^for tool in (.*); do$/m.exec(readFileSync(SCRIPT, 'utf8'))?.[1].split(' ') ?? [];
  assert.ok(declared.length > 15);
  const from = (/** @type {string} */ tool) =>
    execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
  unpacked(bundled(attached), (folder) => {
    const tools = join(folder, '..', 'tools');
    mkdirSync(tools);
    for (const tool of declared) symlinkSync(from(tool), join(tools, tool));
    const run = () =>
      spawnSync(from('sh'), ['verify.sh'], { cwd: folder, encoding: 'utf8', env: { PATH: tools } });
    const whole = run();
    assert.deepEqual([whole.status, whole.stderr], [0, ''], 'these are all');
    for (const tool of declared) {
      rmSync(join(tools, tool));
      const { status, stdout, stderr } = run();
      assert.notEqual(status, 0, tool);
      assert.doesNotMatch(stdout, /OK/);
      assert.match(stderr, tool === 'tr' ? /tr: not found/ : new RegExp(`FAILED: ${tool} is not installed`));
      symlinkSync(from(tool), join(tools, tool));
    }
  });
});
