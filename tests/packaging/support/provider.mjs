/**
 * The provider that the projects talk to, and the test's ear: it opens with node:crypto what they
 * sealed, seals what they open, and serves the pages.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { openField, pem, sealField, unwrap } from '../../../pkg/test/toss.js';

const PERSON = { userName: '김토스', userPhone: '01012345678', userBirthday: '19930324' };
const RESULT = { name: '홍길동', ci: 'CI=='.repeat(22), email: null };
/** For every engine one that it seals itself and one that the module seals. */
const DOCUMENTS = ['제1조', '제1조 (목적) 😀 '.repeat(4000)];

/** The two documents of Toss's guide. */
const { success } = JSON.parse(
  readFileSync(new URL('../../vectors/toss-docs-result.json', import.meta.url), 'utf8'),
);
/** @type {{ signedDoc: string, doc: string }[]} */
const SIGNED = success.signedDocList.map((/** @type {any} */ { signedDoc, order }) => ({
  signedDoc,
  doc: success.docList.find((/** @type {any} */ document) => document.order === order).doc,
}));

const REPORT_WITHIN_MS = 60_000;

/** A server that knows no WebAssembly gives it no type. */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/**
 * @typedef {object} Provider
 * @property {string} url
 * @property {(folder: string, options?: { wasmType?: string }) => void} serve hands out the files of a folder
 * @property {(begin: () => unknown) => Promise<void>} hear begins an exercise and judges what it reports
 * @property {{ sealed: string[], verified: string[] }} fetched the files that the last exercise had asked for
 *   when it had sealed, and after
 * @property {() => void} close
 */

/** @returns {Promise<Provider>} */
export async function startProvider() {
  /** @type {{ folder: string, wasmType?: string } | undefined} */
  let files;
  /** @type {(report: any) => void} */
  let heard = () => {};
  /** @type {Provider['fetched']} */
  const fetched = { sealed: [], verified: [] };
  let hasSealed = false;

  const request = {
    ...PERSON,
    requestType: 'USER_PERSONAL',
    docList: DOCUMENTS.map((doc, index) => ({ doc, docEncrypted: true, order: index + 1 })),
  };
  /** @type {Record<string, (body: any) => unknown>} */
  const routes = {
    '/begin': () => ({ publicKey: pem, request, signed: SIGNED }),
    '/result': ({ sessionKey }) => {
      const session = unwrap(sessionKey);
      const seal = (/** @type {[string, string | null]} */ [name, value]) => [
        name,
        value && sealField(session, value),
      ];
      return { success: { txId: 'x', personalData: Object.fromEntries(Object.entries(RESULT).map(seal)) } };
    },
    '/sealed': () => {
      hasSealed = true;
      return {};
    },
    '/report': (report) => {
      heard(report);
      return {};
    },
    '/favicon.ico': () => ({}),
  };

  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '', 'http://provider');
    try {
      const route = routes[pathname];
      if (route) {
        const body = await text(incoming);
        outgoing.setHeader('content-type', 'application/json');
        outgoing.end(JSON.stringify(await route(body && JSON.parse(body))));
      } else {
        const bytes = await readFile(join(files?.folder ?? '', pathname));
        fetched[hasSealed ? 'verified' : 'sealed'].push(pathname);
        const types = { ...TYPES, '.wasm': files?.wasmType };
        outgoing.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
        outgoing.end(bytes);
      }
    } catch (error) {
      outgoing.writeHead(404).end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));

  return {
    url: `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`,
    serve: (folder, options) => {
      files = { folder, ...options };
    },
    fetched,
    hear: async (begin) => {
      Object.assign(fetched, { sealed: [], verified: [] });
      hasSealed = false;
      const report = new Promise((resolve, reject) => {
        heard = resolve;
        setTimeout(() => reject(new Error('no report came')), REPORT_WITHIN_MS).unref();
      });
      const [reported] = await Promise.all([report, begin()]);
      for (const engine of reported.engines) judge(engine);
      assert.equal(reported.engines.length, 2);
      judgeVerification(reported.verified);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {any} report of one engine */
function judge({ sealed, opened, refused, isSession }) {
  const session = unwrap(sealed.sessionKey);
  for (const [name, value] of Object.entries(PERSON)) assert.equal(openField(session, sealed[name]), value);
  for (const [index, doc] of DOCUMENTS.entries()) {
    assert.equal(openField(session, sealed.docList[index].doc), doc);
    assert.equal(sealed.docList[index].order, index + 1);
  }
  assert.equal(sealed.requestType, 'USER_PERSONAL');
  assert.deepEqual(opened, { txId: 'x', personalData: RESULT });
  assert.ok(isSession);
  const { message, messageKo, ...rest } = refused;
  assert.deepEqual(rest, {
    name: 'IngamError',
    code: 'INGAM_PHONE_INVALID',
    path: '/userPhone',
    isError: true,
  });
  assert.match(message, /phone/);
  assert.match(messageKo, /휴대폰/);
}

/** @param {any} verified */
function judgeVerification({ reports, malformed, refused }) {
  assert.equal(SIGNED.length, 2);
  assert.deepEqual(
    reports,
    SIGNED.flatMap(({ doc }) => [
      ['TOTAL_PASSED', null, doc],
      ['INDETERMINATE', 'TRY_LATER', doc],
      ['TOTAL_FAILED', 'HASH_FAILURE', doc],
    ]),
  );
  assert.equal(malformed, 'FORMAT_FAILURE');
  assert.deepEqual(
    [refused.code, refused.path, refused.isError],
    ['INGAM_OPTION_INVALID', '/contents', true],
  );
}
