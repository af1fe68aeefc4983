/** What every runtime does with the package; the answers come from the provider of the tests. */

/**
 * @param {any} ingam the package
 * @param {string} provider where the provider listens
 */
export async function exercise(ingam, provider) {
  const { publicKey, request } = await (await fetch(`${provider}/begin`)).json();
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
  await send(`${provider}/report`, report);

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
