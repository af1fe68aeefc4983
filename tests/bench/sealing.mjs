/** Sealing a request and opening a result, beside the peers. */

import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';

import { nodeEngine } from '../../pkg/src/engine/node.js';
import { webCryptoEngine } from '../../pkg/src/engine/webcrypto.js';
import { ResultSession, seal } from '../../pkg/src/entry/node.js';
import { read } from '../../pkg/src/entry/node-file.js';
import { provide } from '../../pkg/src/module.js';
import { openField, sealField } from '../../pkg/test/toss.js';
import { measure, printRatios } from './measure.mjs';
import { makeSession, openBy, PEERS, sealBy } from './peers.mjs';

const MEGABYTE = 1 << 20;

const PERSON = { userName: '김토스', userPhone: '01012345678', userBirthday: '19930324' };
const RESULT = { name: '김토스', birthday: '19930324', phone: '01012345678', ci: 'CI=='.repeat(22) };

const pair = generateKeyPairSync('rsa', { modulusLength: 4096 });
export const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/**
 * Node has the engine of pages and Workers too; there is no option that asks for it.
 * @type {{ name: string, engine: 'auto' | 'wasm', platform: typeof nodeEngine | undefined }[]}
 */
const ENGINES = [
  { name: 'ingam, auto', engine: 'auto', platform: nodeEngine },
  { name: 'ingam, as in pages and Workers', engine: 'auto', platform: webCryptoEngine },
  { name: 'ingam, wasm', engine: 'wasm', platform: nodeEngine },
];

const [byHand, ...others] = PEERS.map((peer) => ({ peer, wrap: peer.wrap(publicKey) }));

/** @param {import('./bench.mjs').Effort} effort */
export async function compareSealing({ rounds, longRounds }) {
  await compare('seal a request of 3 fields', PERSON, rounds);
  const doc = '제1조 (목적) 이 약관은 서비스의 이용 조건을 정한다. ';
  const repeated = doc.repeat(Math.ceil(MEGABYTE / Buffer.byteLength(doc)));
  const docList = [{ order: 1, docEncrypted: true, doc: repeated }];
  await compare('the same with a document of 1 MB', { ...PERSON, docList }, longRounds);
}

/**
 * @param {string} title
 * @param {any} request
 * @param {number} rounds
 */
async function compare(title, request, rounds) {
  const peers = ({ peer, wrap }) => ({ name: peer.name, run: () => sealBy(peer, wrap, request) });
  const ours = ENGINES.map(({ name, engine, platform }) => ({
    name,
    run: () => {
      provide({ module: read, engine: platform });
      return seal(request, { publicKey, engine });
    },
  }));
  const contenders = [peers(byHand), ...ours, ...others.map(peers)];
  for (const { run } of contenders) assertOpens(await run(), request);
  printRatios(title, await measure(contenders, rounds));
}

/** @param {import('./bench.mjs').Effort} effort */
export async function compareOpening({ rounds }) {
  const theirs = makeSession();
  const resultOf = (session) => ({
    txId: 'x',
    personalData: Object.fromEntries(
      Object.entries(RESULT).map(([name, text]) => [name, sealField(session, text)]),
    ),
  });
  provide({ module: read, engine: nodeEngine });
  const ours = await ResultSession.create({ publicKey });
  const ourResult = resultOf(unwrap(ours.sessionKey));
  const theirResult = resultOf(theirs);
  const peers = ({ peer }) => ({ name: peer.name, run: () => openBy(peer, theirs, theirResult) });
  const contenders = [
    peers(byHand),
    { name: 'ingam', run: () => ours.open(ourResult) },
    ...others.map(peers),
  ];
  for (const { run } of contenders) assert.deepEqual(await run(), { txId: 'x', personalData: RESULT });
  printRatios('open a result of 4 fields', await measure(contenders, rounds));
}

/** What is measured must be right. */
function assertOpens(sealed, request) {
  const session = unwrap(sealed.sessionKey);
  for (const [name, text] of Object.entries(PERSON)) assert.equal(openField(session, sealed[name]), text);
  for (const [index, { doc }] of (request.docList ?? []).entries())
    assert.equal(openField(session, sealed.docList[index].doc), doc);
}

/** @param {string} sessionKey */
function unwrap(sessionKey) {
  const [tag, id, wrapped] = sessionKey.split('$');
  const key = { key: pair.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  const material = privateDecrypt(key, Buffer.from(wrapped, 'base64')).toString('ascii').split('$');
  const [secret, iv] = material.slice(1).map((part) => Buffer.from(part, 'base64'));
  return { tag, id, algorithm: material[0], key: secret, iv };
}
