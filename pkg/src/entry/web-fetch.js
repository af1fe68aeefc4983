/**
 * The module at a URL. Browsers compile it while it comes, and keep what they compiled, if it has
 * the right type; not every server gives it that.
 * @param {URL} url
 * @returns {Promise<WebAssembly.Module>}
 */
export async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`ingam: ${response.status} for ${url}, where ingam/ingam.wasm should be`);
  const typed = response.headers.get('content-type')?.startsWith('application/wasm');
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
