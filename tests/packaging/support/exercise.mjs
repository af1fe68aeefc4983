/** What every runtime does with the package; the answers come from the provider of the tests. */

/**
 * @param {any} ingam the package
 * @param {string} provider where the provider listens
 */
export async function exercise(ingam, provider) {
  const { publicKey, request, signed } = await (await fetch(`${provider}/begin`)).json();
  const report = [];
  for (const engine of ['auto', 'wasm']) {
    const options = { publicKey, engine };
    const sealed = await ingam.seal(request, options);
    const session = await ingam.ResultSession.create(options);
    const { success } = await send(`${provider}/result`, { sessionKey: session.sessionKey });
    const opened = await session.open(success);
    const refused = await ingam.seal({ userPhone: '010-1234-5678' }, options).catch(shown);
    report.push({ sealed, opened, refused, isSession: session instanceof ingam.ResultSession });
  }
  // After sealing, which has to do without the second module.
  await send(`${provider}/sealed`, {});
  await send(`${provider}/report`, { engines: report, verified: await verified() });

  async function verified() {
    const reports = [];
    for (const { signedDoc, doc } of signed) {
      for (const options of [
        { content: doc, checkRevocation: false },
        { content: doc },
        { content: `${doc} `, checkRevocation: false },
      ]) {
        const { indication, subIndication, content } = await ingam.verifySignedData(signedDoc, options);
        reports.push([indication, subIndication, new TextDecoder().decode(content)]);
      }
    }
    const { subIndication } = await ingam.verifySignedData('not a message');
    const refused = await ingam.verifySignedData('', { contents: 'x' }).catch(shown);
    return { reports, malformed: subIndication, refused };
  }

  function shown(/** @type {any} */ error) {
    const { name, code, path, message, messageKo } = error;
    return { name, code, path, message, messageKo, isError: error instanceof ingam.IngamError };
  }
}

/**
 * @param {string} url
 * @param {unknown} body
 */
async function send(url, body) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return answer.json();
}
