// The page of the demo site. It knows no secret: its own server seals and asks the gateway.
const at = (id) => document.getElementById(id);
/** The transaction under way. */
let txId;

async function call(path, body) {
  at('problem').textContent = '';
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  const value = await answer.json();
  if (answer.ok) return value;
  at('problem').textContent = value.message + (value.code ? ` (${value.code})` : '');
  throw new Error(value.code ?? value.message);
}

function list(entries) {
  const dl = document.createElement('dl');
  for (const [name, value] of entries) {
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    dt.textContent = name;
    dd.textContent = value;
    dl.append(dt, dd);
  }
  return dl;
}

at('request').addEventListener('submit', async (event) => {
  event.preventDefault();
  const requested = await call('/request', Object.fromEntries(new FormData(event.target)));
  txId = requested.txId;
  at('status').textContent =
    `요청했습니다. 거래 번호 ${txId}, 상태 ${(await call('/status', { txId })).status}`;
  at('sign').disabled = at('fetch').disabled = false;
  at('result').replaceChildren();
});
at('sign').addEventListener('click', async () => {
  await call('/sign', { txId });
  at('status').textContent = `서명했습니다. 상태 ${(await call('/status', { txId })).status}`;
  at('sign').disabled = true;
});
at('fetch').addEventListener('click', async () => {
  const { result, transaction } = await call('/result', { txId });
  const person = Object.entries(result.personalData).filter(([, value]) => value !== null);
  const signed = result.signedDocList.map((doc) => [
    `서명 ${doc.order}`,
    `PKCS#7 ${Math.round(doc.signedDoc.length * 0.75)}바이트`,
  ]);
  const note = document.createElement('p');
  note.textContent = `토스가 답한 조회는 ${transaction.reads.answered}회입니다. 다시 조회해도 게이트웨이에 저장된 결과를 받으므로 늘지 않습니다.`;
  at('result').replaceChildren(note, list([['완료 시각', result.completedDt], ...person, ...signed]));
});

for (const { docTitle, doc } of await (await fetch('/documents')).json()) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  const text = document.createElement('p');
  summary.textContent = docTitle;
  text.textContent = doc;
  details.append(summary, text);
  at('documents').append(details);
}
