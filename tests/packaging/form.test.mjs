// A form in a page: what leaves it, and what does not. The packed tarball, in Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { openField, pem, unwrap } from '../../pkg/test/toss.js';
import { blocks } from '../docs/support/markdown.mjs';
import { browser, openPage } from './support/chromium.mjs';
import { install } from './support/install.mjs';
import { makeProject } from './support/project.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };
const REPORT_WITHIN_MS = 60_000;

/** What is typed into the controls, and what Toss is to get. */
const TYPED = { userName: ' 김토스 ', userPhone: '010-1234-5678', userBirthday: '1993-03-24' };
const PLAIN = { userName: '김토스', userPhone: '01012345678', userBirthday: '19930324' };
/** Not to be found in anything that is sent. */
const CANARIES = [...Object.values(TYPED), ...Object.values(PLAIN)].map((value) => value.trim());

const HEAD = `<!doctype html><html lang="ko"><meta charset="utf-8">
<script type="importmap">{ "imports": { "ingam/form": "/node_modules/ingam/src/form.js" } }</script>`;

const PAGE = `${HEAD}
<iframe name="sink"></iframe>
<form id="form" action="/sent" method="post" target="sink">
  <input id="name" data-ingam="userName">
  <input id="phone" name="phone" data-ingam="userPhone">
  <input id="birthday" name="userBirthday" type="date" data-ingam="userBirthday">
  <input id="ci" data-ingam="userCi">
  <input name="title" value="서비스 약관">
  <button id="button" name="action" value="sign">sign</button>
</form>
<script type="module" src="/form-page.mjs"></script>`;

/** The forms that the READMEs show. */
const SHOWN = ['README.md', 'README.ko.md'].flatMap((readme) =>
  blocks(readme).filter(({ language }) => language === 'html'),
);

/** Fills such a form in and presses its button, once the page's own script has run. */
const PRESS = `<script type="module">
for (const [member, value] of Object.entries(${JSON.stringify(TYPED)}))
  document.querySelector('[data-ingam=' + member + ']').value = value;
document.querySelector('button').click();
</script>`;

/** Runs in the page: fills the form in, presses its button, and tells what it saw. */
const SCRIPT = `
import { protectForm } from 'ingam/form';

const typed = ${JSON.stringify(TYPED)};
const publicKey = ${JSON.stringify(pem)};
const form = document.getElementById('form');
const of = (id) => document.getElementById(id);
const fill = (values = typed) => {
  for (const [id, member] of [['name', 'userName'], ['phone', 'userPhone'], ['birthday', 'userBirthday']])
    of(id).value = values[member];
};
const entries = (data) => Object.fromEntries(data);
const next = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
const press = () => of('button').click();
const report = {};

const wrong = document.createElement('form');
wrong.innerHTML = '<input data-ingam="userEmail">';
report.mistakes = [wrong, document.createElement('form')].map((one) => {
  try {
    protectForm(one);
  } catch (error) {
    return error.name;
  }
});

fill();
let release = protectForm(form, { publicKey });
report.before = entries(new FormData(form));

// By the browser, pressed twice.
const sink = document.querySelector('iframe');
press();
press();
await next(sink, 'load');
await fetch('/mark', { method: 'POST', body: 'natively' });

// By a listener of the page's own.
const posted = new Promise((resolve) => {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    resolve(fetch('/sent', { method: 'POST', body: new URLSearchParams(data) }));
  }, { once: true });
});
press();
await posted;
await fetch('/mark', { method: 'POST', body: 'by a listener' });
of('name').value = '다른 사람';
of('name').dispatchEvent(new Event('input', { bubbles: true }));
report.changed = entries(new FormData(form));

// What is wrong is told at its control.
fill({ ...typed, userPhone: '+82 10 1234 5678' });
const refused = next(form, 'ingam-error');
press();
const { detail } = await refused;
report.refused = { code: detail.code, path: detail.path, told: of('phone').validationMessage };
fill();
of('phone').dispatchEvent(new Event('input', { bubbles: true }));
report.mended = of('phone').validationMessage;

// By GET, nothing is sent.
form.method = 'get';
form.action = '/got';
const uncaught = next(window, 'error');
press();
report.get = (await uncaught).message;
form.method = 'post';

// By a function.
release();
const given = new Promise((resolve) => {
  release = protectForm(form, { publicKey, engine: 'wasm', send: (fields) => resolve(fields) });
});
press();
report.given = await given;

release();
report.released = entries(new FormData(form));
await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
`;

/** @type {import('./support/project.mjs').Project} */
let project;
/** @type {import('node:http').Server} */
let server;
/** Everything the server was asked for that is no file: method, path and body. @type {{ url: string, body: string }[]} */
const heard = [];
/** What the page reports. @type {any} */
let report;
/** @type {string} */
let origin;
/** @type {(() => Promise<void>)[]} */
const closePages = [];

before(async () => {
  if (!browser) return;
  await install();
  project = await makeProject();
  project.write('form.html', PAGE);
  project.write('form-page.mjs', SCRIPT);
  for (const [index, { text: shown }] of SHOWN.entries())
    project.write(`shown-${index}.html`, HEAD + shown + PRESS);
  const reported = new Promise((resolve, reject) => {
    setTimeout(
      () => reject(new Error(`no report came; heard ${JSON.stringify(heard)}`)),
      REPORT_WITHIN_MS,
    ).unref();
    server = createServer(async (incoming, outgoing) => {
      const { pathname } = new URL(incoming.url ?? '', 'http://server');
      if (incoming.method === 'POST' || pathname === '/got') {
        const body = await text(incoming);
        if (pathname === '/report') resolve(JSON.parse(body));
        else heard.push({ url: incoming.url ?? '', body });
        outgoing.setHeader('content-type', 'text/html');
        outgoing.end('<!doctype html>');
        return;
      }
      try {
        const bytes = await readFile(join(project.folder, pathname));
        outgoing.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
        outgoing.end(bytes);
      } catch {
        outgoing.writeHead(404).end();
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;
  closePages.push(openPage(`${origin}/form.html`));
  report = await reported;
});

after(async () => {
  for (const close of closePages) await close();
  server?.closeAllConnections();
  server?.close();
  project?.close();
});

/** Nobody has to have a browser, except where CI=true. */
const inBrowser = browser ? test : () => {};

if (!browser) {
  test('forms are not tried: there is no Chromium here', { skip: process.env.CI !== 'true' }, () =>
    assert.fail('apt-get install chromium, for one'),
  );
}

for (const [index, { line }] of SHOWN.entries()) {
  inBrowser(`the form in README ${index + 1}, line ${line}, carries sealed values`, async () => {
    const before = heard.length;
    closePages.push(openPage(`${origin}/shown-${index}.html`));
    const deadline = Date.now() + REPORT_WITHIN_MS;
    while (heard.length === before && Date.now() < deadline) await pass(50);
    const { url, body } = heard[before];
    const { sessionKey, ...fields } = Object.fromEntries(new URLSearchParams(body));
    assert.equal(url, '/sign');
    assert.deepEqual(Object.keys(fields).sort(), Object.keys(PLAIN).sort());
    // Under the key that Toss publishes: only Toss can open them.
    const [tag, id] = sessionKey.split('$');
    for (const value of Object.values(fields)) assert.deepEqual(value.split('$').slice(0, 2), [tag, id]);
  });
}

/** The fields are those of the person, sealed. @param {Record<string, string>} fields */
function assertSealed(fields) {
  const session = unwrap(fields.sessionKey);
  for (const [member, value] of Object.entries(PLAIN))
    assert.equal(openField(session, fields[member]), value);
  assert.equal(fields.userCi, undefined, 'an empty control is left out');
}

/** What was sent before this mark, after the one before. @param {string} mark */
function sentBefore(mark) {
  const end = heard.findIndex(({ url, body }) => url === '/mark' && body === mark);
  assert.notEqual(end, -1, mark);
  const begin = heard.slice(0, end).findLastIndex(({ url }) => url === '/mark') + 1;
  return heard.slice(begin, end).map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
}

for (const how of ['natively', 'by a listener']) {
  inBrowser(`a form that is sent ${how} carries sealed values under the members’ names, once`, () => {
    const [fields, ...others] = sentBefore(how);
    assert.deepEqual(others, []);
    assertSealed(fields);
    const { userName, userPhone, userBirthday, sessionKey, ...rest } = fields;
    assert.deepEqual(rest, { title: '서비스 약관', action: 'sign' });
  });
}

inBrowser('each submission has a session of its own', () => {
  const keys = ['natively', 'by a listener'].map((how) => sentBefore(how)[0].sessionKey);
  assert.notEqual(keys[0], keys[1]);
});

inBrowser(
  'a FormData of the form never has plain values, nor sealed ones that are not its own any more',
  () => {
    assert.deepEqual(report.before, { title: '서비스 약관' });
    assert.deepEqual(report.changed, { title: '서비스 약관' });
  },
);

inBrowser('a wrong value is told at its control, in the language of the page, and nothing is sent', () => {
  const { told, ...refused } = report.refused;
  assert.deepEqual(refused, { code: 'INGAM_PHONE_INVALID', path: '/userPhone' });
  assert.match(told, /휴대폰/);
  assert.equal(report.mended, '');
});

inBrowser('a form that would put its fields into a URL is not sent', () => {
  assert.match(report.get, /method="post"/);
  assert.ok(heard.every(({ url }) => !url.startsWith('/got')));
});

inBrowser('a function can be given the fields instead', () => assertSealed(report.given));

inBrowser('a form without a control for it, or with a wrong one, is a mistake', () => {
  assert.deepEqual(report.mistakes, ['TypeError', 'TypeError']);
});

inBrowser('nothing that was sent has a plain value in it; a form that is released does', () => {
  const decoded = (/** @type {string} */ body) => decodeURIComponent(body.replaceAll('+', ' '));
  for (const { url, body } of heard) {
    for (const canary of CANARIES) assert.ok(!decoded(url + body).includes(canary), canary);
  }
  assert.equal(report.released.phone, TYPED.userPhone);
});
