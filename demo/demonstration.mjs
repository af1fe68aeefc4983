/**
 * The two-document signature of Toss's guide, end to end, each step printed: what was sealed, what
 * went over the wire, which object and which KV key were used, what came back opened.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { documentDigests } from 'ingam';

import { DOCUMENTS } from './documents.mjs';
import { masked, shortened } from './redact.mjs';
import { relyingParty } from './relying-party.mjs';

const PERSON = { userName: '홍길동', userPhone: '01012345678', userBirthday: '19900101' };

/**
 * @param {object} stage
 * @param {{ url: string, keys: { publicKey: string, caCertificate: string, rootCertificate: string } }} stage.sandbox
 * @param {{ url: string, tokens: () => Promise<any> }} stage.gateway
 * @param {{ id: string, secrets: string[] }} stage.caller
 * @param {string} stage.storage the gateway's folder
 */
export async function demonstrate({ sandbox, gateway, caller, storage }) {
  const show = { bodies: true };
  const party = relyingParty({
    gateway: gateway.url,
    clientId: caller.id,
    clientSecret: caller.secrets[0],
    publicKey: sandbox.keys.publicKey,
    watch: printer(show),
  });

  heading(1, 'The relying party seals the signer’s details and asks for the signature');
  for (const [name, value] of Object.entries(PERSON)) line(`plain   ${name}: ${masked(value)}`);
  for (const { order, sha256 } of await documentDigests(DOCUMENTS))
    line(`document ${order}  sha256 ${sha256}`);
  const { txId } = await party.request(PERSON, '토스 서비스 이용약관', DOCUMENTS);

  heading(2, 'Where the gateway keeps things');
  await showStorage(gateway, storage, txId);

  heading(3, 'The signer signs in the app (here: the sandbox is told so)');
  show.bodies = false;
  line(`status before: ${(await party.status(txId)).status}`);
  await post(`${sandbox.url}/_sandbox/sign`, { id: txId });
  line(`status after:  ${(await party.status(txId)).status}`);

  heading(4, 'The result, under a new session that only the relying party can open');
  show.bodies = true;
  const session = await party.resultSession();
  const result = await party.result(txId, session);
  line('opened personalData of the person the sandbox invented:');
  for (const [name, value] of Object.entries(result.personalData)) {
    line(`  ${name}: ${value === null ? 'null' : masked(value)}`);
  }
  await showSignatures(result, sandbox.keys);

  heading(5, 'The same question again is answered from storage; the provider is not asked');
  show.bodies = false;
  const before = await readsAtProvider(sandbox.url, txId);
  await party.result(txId, session);
  line(`reads at the provider: ${before} before, ${await readsAtProvider(sandbox.url, txId)} after`);
  const transaction = await party.transaction(txId);
  line(JSON.stringify(transaction));

  heading(6, 'The evidence: what the gateway found, and the bundle with which anybody can check it again');
  const { indication, subIndication } = transaction.evidence;
  line(`the gateway says ${[indication, subIndication].filter(Boolean).join(' / ')}`);
  const bundle = await party.evidence(txId);
  line(`evidence bundle: ${bundle.length} bytes; unzip it and run: sh verify.sh`);
}

/** The signed documents are what was sent, byte for byte, and openssl agrees, where it is installed. */
async function showSignatures(result, { caCertificate, rootCertificate }) {
  const folder = await mkdtemp(join(tmpdir(), 'ingam-signed-'));
  try {
    const anchors = join(folder, 'anchors.pem');
    await writeFile(anchors, `${caCertificate}\n${rootCertificate}\n`);
    for (const { order, signedDoc } of result.signedDocList) {
      const [der, content] = [join(folder, `${order}.der`), join(folder, `${order}.txt`)];
      const bytes = Buffer.from(signedDoc, 'base64');
      await writeFile(der, bytes);
      const verdict = await openssl(der, content, anchors);
      line(`signed document ${order}: PKCS#7, ${bytes.length} bytes; ${verdict}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openssl(der, content, anchors) {
  const purpose = ['-purpose', 'any', '-CAfile', anchors];
  const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', der, '-out', content, ...purpose];
  try {
    await promisify(execFile)('openssl', args);
  } catch (error) {
    return error.code === 'ENOENT' ? 'openssl is not installed, not verified' : `openssl: ${error.stderr}`;
  }
  const sha256 = createHash('sha256')
    .update(await readFile(content))
    .digest('hex');
  const known = (await documentDigests(DOCUMENTS)).some((digest) => digest.sha256 === sha256);
  return `openssl: verified; content sha256 ${sha256.slice(0, 16)}…, ${known ? 'equal to the document' : 'NOT the document'}`;
}

async function showStorage(gateway, storage, txId) {
  const tokens = await gateway.tokens();
  for (const { name } of (await tokens.list()).keys) {
    const sealed = await tokens.get(name, 'arrayBuffer');
    line(`KV namespace TOKENS, key "${name}": ${sealed.byteLength} bytes, sealed`);
  }
  line(`object TokenFlight "toss": the truth about the token`);
  line(`object Transaction "toss:${txId}": guards this signature`);
  const files = (await readdir(storage, { recursive: true })).filter((file) =>
    /[0-9a-f]{64}\.sqlite$/.test(file),
  );
  for (const file of files.sort()) line(`  file ${file}`);
}

async function readsAtProvider(sandboxUrl, txId) {
  const stats = await (await fetch(`${sandboxUrl}/_sandbox/stats`)).json();
  return stats.reads[txId] ?? 0;
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
}

/**
 * Prints what goes over the wire; bodies too, unless they have been shown before.
 * @param {{ bodies: boolean }} show
 * @returns {import('./relying-party.mjs').Watch}
 */
function printer(show) {
  const body = (value) => {
    if (show.bodies) block(shortened(value));
  };
  return {
    sent(call, sent) {
      line(`→ ${call}`);
      body(sent);
    },
    received(status, headers, received) {
      const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      line(`← ${status}  ${shown.join('  ')}`);
      body(received);
    },
  };
}

function heading(number, text) {
  console.log(`\n${number}. ${text}`);
}

function line(text) {
  console.log(`   ${text}`);
}

function block(value) {
  for (const row of JSON.stringify(value, undefined, 2).split('\n')) console.log(`     ${row}`);
}
