// What the gateway refuses of a body before it asks the provider, and what it lets through.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { hangUpAfter, send, sendInPieces } from './support/http.mjs';
import { DOCUMENTS, personalRequest } from './support/requests.mjs';
import { assertRefused, DEV, REQUEST, RESULT, STATUS, startRig } from './support/rig.mjs';
import { ERRORS, WARNINGS } from './support/rules.mjs';

const PATHS = { request: REQUEST, status: STATUS, result: RESULT };
const MAX_BODY_BYTES = 1 << 20;
const AUTHORIZED = { authorization: `Bearer ${DEV}`, 'content-type': 'application/json' };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig();
});
after(() => rig?.dispose());

/** @param {() => Promise<unknown>} action */
async function withoutProvider(action) {
  const { calls } = await rig.counting(action);
  assert.deepEqual(calls, {}, 'the provider was called');
}

for (const { route, name, path, code, body } of ERRORS) {
  test(`${route} is refused: ${name}`, () =>
    withoutProvider(async () => {
      const answer = await rig.dev.post(PATHS[route], body(rig.session(), rig.session()));
      const [errorCode, error] =
        code === 'INGAM_SESSION_REQUIRED' ? ['IG4029', code] : ['IG4000', 'INGAM_REQUEST_INVALID'];
      assertRefused(answer, 400, errorCode, error);
      const { problems } = answer.json.error.data;
      assert.deepEqual(
        problems.map((/** @type {any} */ problem) => [problem.path, problem.code, problem.severity]),
        [[path, code, 'error']],
      );
      const [{ message, messageKo, ...rest }] = problems;
      assert.deepEqual(Object.keys(rest).sort(), ['code', 'path', 'severity']);
      assert.match(message, /^[ -~]+\.$/);
      assert.match(messageKo, /[가-힣].*\.$/);
      assert.equal(answer.headers['ingam-warnings'], undefined);
    }));
}

test('the tables have a case for every rule of the core', () => {
  const source = readFileSync(new URL('../../src/provider/toss/rules.rs', import.meta.url), 'utf8');
  const rules = [...source.matchAll(/^ {4}[A-Z0-9_]+: "([^"]+)", "(INGAM_[A-Z0-9_]+)", (Error|Warning),/gm)];
  assert.equal(rules.length, source.match(/, (Error|Warning),$/gm)?.length, 'a row of another form');
  const wanted = rules.map(([, place, code, severity]) => `${severity} ${code} ${place}`);
  const have = [
    ...ERRORS.map((row) => ({ ...row, as: 'Error' })),
    ...WARNINGS.map((row) => ({ ...row, as: 'Warning' })),
  ];
  const covered = new Set(have.map(({ path, code, as }) => `${as} ${code} ${path.replace(/\/\d+/, '/*')}`));
  assert.deepEqual(
    wanted.filter((rule) => !covered.has(rule)),
    [],
  );
});

test('every problem of a body is listed at once, in the same order each time', () =>
  withoutProvider(async () => {
    const own = rig.session();
    const body = personalRequest(own, {
      triggerType: 'SMS',
      userName: '최요청',
      serviceName: '',
      expireSeconds: -1,
    });
    body.docList[0].order = 'first';
    const ask = async () => (await rig.dev.post(REQUEST, body)).json.error.data.problems;
    const problems = await ask();
    const paths = problems.map((/** @type {any} */ { path }) => path);
    assert.deepEqual(paths, [
      '/triggerType',
      '/userName',
      '/serviceName',
      '/expireSeconds',
      '/docList/0/order',
    ]);
    assert.deepEqual(await ask(), problems);
  }));

test('a refusal never repeats what was sent', () =>
  withoutProvider(async () => {
    const canary = 'CANARY-0451';
    const own = rig.session();
    for (const member of [
      'requestType',
      'triggerType',
      'userName',
      'sessionKey',
      'expireSeconds',
      'docList',
    ]) {
      const answer = await rig.dev.post(REQUEST, personalRequest(own, { [member]: canary }));
      assert.equal(answer.status, 400);
      assert.ok(!(answer.text + JSON.stringify(answer.headers)).includes(canary), member);
    }
    for (const body of [
      `{"${canary}":1,"${canary}":2}`,
      `{${canary}`,
      `"${canary}"`,
      JSON.stringify({ txId: canary }),
    ]) {
      const answer = await rig.dev.post(STATUS, body);
      assert.equal(answer.status, 400);
      assert.ok(!(answer.text + JSON.stringify(answer.headers)).includes(canary), body);
    }
  }));

/** @param {number} levels of nesting, the outermost object among them */
const nested = (levels) => `{"deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

/** @type {[string, string | Uint8Array][]} */
const NOT_STRICT_JSON = [
  ['nothing', ''],
  ['blanks', ' \n'],
  ['text', 'txId=1'],
  ['an array', '[]'],
  ['a text', '"{}"'],
  ['a number', '1'],
  ['null', 'null'],
  ['an open object', '{"txId":"1"'],
  ['two objects', '{}{}'],
  ['something behind the object', '{} x'],
  ['a comma too many', '{"txId":"1",}'],
  ['single quotes', "{'txId':'1'}"],
  ['a comment', '{"txId":"1"/* */}'],
  ['NaN', '{"txId":NaN}'],
  ['a number with a leading zero', '{"txId":01}'],
  ['a number beyond all measure', '{"txId":1e999}'],
  ['a line break in a text', '{"txId":"\n"}'],
  ['half a surrogate pair', '{"txId":"\\ud800"}'],
  ['a name twice', '{"txId":"1","txId":"2"}'],
  ['a name twice, once escaped', '{"txId":"1","t\\u0078Id":"2"}'],
  ['a name twice further in', '{"a":[{"b":{"c":1,"c":1}}]}'],
  ['seventeen levels', nested(17)],
  ['a thousand levels', nested(1000)],
  ['a byte order mark', Buffer.from('\ufeff{}')],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
  ['a byte that is not UTF-8', Buffer.from([...Buffer.from('{"txId":"'), 0xff, ...Buffer.from('"}')])],
  ['an overlong encoding', Buffer.from([...Buffer.from('{"txId":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
  ['half a character', Buffer.from([...Buffer.from('{"txId":"'), 0xea, 0xb0, ...Buffer.from('"}')])],
];

test('what is not strict JSON is refused on every docs route', () =>
  withoutProvider(async () => {
    for (const [, body] of NOT_STRICT_JSON) {
      for (const path of [REQUEST, STATUS, RESULT]) {
        assertRefused(await rig.dev.post(path, body), 400, 'IG4001', 'INGAM_JSON_INVALID');
      }
    }
  }));

test('other content types are refused', () =>
  withoutProvider(async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'application/problem+json',
      'json',
      '',
    ];
    for (const type of types) {
      const answer = await rig.dev.post(
        STATUS,
        { txId: randomUUID() },
        { headers: { 'content-type': type } },
      );
      assertRefused(answer, 415, 'IG4015', 'INGAM_CONTENT_TYPE');
    }
    const { authorization } = AUTHORIZED;
    assertRefused(
      await send(rig.url(STATUS), { headers: { authorization }, body: '{}' }),
      415,
      'IG4015',
      'INGAM_CONTENT_TYPE',
    );
  }));

test('a body that announces a byte too many is refused', () =>
  withoutProvider(async () => {
    const answer = await rig.dev.post(REQUEST, ofLength(MAX_BODY_BYTES + 1));
    assertRefused(answer, 413, 'IG4013', 'INGAM_BODY_TOO_LARGE');
  }));

test('a body that does not announce its length is refused at the same byte', () =>
  withoutProvider(async () => {
    for (const path of [REQUEST, STATUS, RESULT]) {
      const pieces = inPieces(ofLength(MAX_BODY_BYTES + 1));
      const answer = await sendInPieces(rig.url(path), { headers: AUTHORIZED }, pieces);
      assertRefused(answer, 413, 'IG4013', 'INGAM_BODY_TOO_LARGE');
    }
  }));

test('an upload that is cut short reaches nobody', async () => {
  const body = JSON.stringify(personalRequest(rig.session()));
  const line = '"route":"/api/v2/sign/docs/request"';
  await withoutProvider(async () => {
    const announced = { ...AUTHORIZED, 'content-length': String(Buffer.byteLength(body)) };
    await hangUpAfter(rig.url(REQUEST), { headers: announced }, body.slice(0, 400));
    // The whole object is there, but not the end of the message.
    await hangUpAfter(rig.url(REQUEST), { headers: { ...AUTHORIZED, 'transfer-encoding': 'chunked' } }, body);
    const { txId } = { txId: randomUUID() };
    for (let call = 0; call < 3; call += 1) assert.equal((await rig.dev.status(txId)).status, 400);
  });
  assert.ok(
    !rig.logs.some((text) => text.includes(line) && text.includes('"status":200')),
    'nothing was taken',
  );
});

// What is taken, from here on.

for (const { name, path, code, body } of WARNINGS) {
  test(`request is let through with a warning: ${name}`, async () => {
    const { value: answer, calls } = await rig.counting(() =>
      rig.dev.post(REQUEST, body(rig.session(), rig.session())),
    );
    assert.equal(calls[REQUEST], 1);
    assert.equal(answer.headers['ingam-warnings'], `${code}; path="${path}"`);
    assert.equal(answer.headers['ingam-error'], undefined);
    assert.deepEqual(answer.bytes, rig.tap.on(REQUEST).at(-1)?.answer?.bytes);
  });
}

test('the content type is compared loosely', async () => {
  const { txId } = await rig.requested();
  for (const type of [
    'application/json;charset=UTF-8',
    'Application/JSON',
    'application/json ; charset=utf8',
  ]) {
    const answer = await rig.dev.post(STATUS, { txId }, { headers: { 'content-type': type } });
    assert.equal(answer.status, 200, type);
  }
});

test('limits hold up to their edge', async () => {
  const docList = [{ ...DOCUMENTS[0], doc: '가'.repeat(2000) }, DOCUMENTS[1]];
  for (const members of [
    { serviceName: '가'.repeat(50) },
    { expireSeconds: 1800 },
    { expireSeconds: 1 },
    { docList },
  ]) {
    const answer = await rig.dev.post(REQUEST, personalRequest(rig.session(), members));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['ingam-warnings'], undefined);
  }
});

test('sixteen levels, unknown members and names like those of JavaScript are nobody’s business', async () => {
  const members = `"__proto__":{"a":1},"constructor":{},"unknown":${nested(15)}`;
  const body = JSON.stringify(personalRequest(rig.session())).replace(/}$/, `,${members}}`);
  const answer = await rig.dev.post(REQUEST, body);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(rig.tap.on(REQUEST).at(-1)?.body.toString('utf8'), body);
});

test('a body of exactly the greatest length is taken, however it comes', async () => {
  for (const upload of [
    (/** @type {string} */ body) => rig.dev.post(REQUEST, body),
    (/** @type {string} */ body) => sendInPieces(rig.url(REQUEST), { headers: AUTHORIZED }, inPieces(body)),
  ]) {
    const body = ofLength(MAX_BODY_BYTES);
    const answer = await upload(body);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['ingam-warnings'], 'INGAM_DOCUMENT_LONG; path="/docList/0/doc"');
    assert.equal(rig.tap.on(REQUEST).at(-1)?.body.toString('utf8'), body);
  }
});

/** A sound request of that many bytes. @param {number} bytes */
function ofLength(bytes) {
  const body = personalRequest(rig.session());
  body.docList[0].doc = '';
  body.docList[0].doc = 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(body)));
  return JSON.stringify(body);
}

/** @param {string} text */
function* inPieces(text) {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
