/**
 * One KakaoCert client of npm in a process of its own, as LinkHub's packages keep one service and one token builder per
 * process. The first line of the input is what the client is made with, every further one a list of calls, made at once;
 * each list is answered by a line with its outcomes.
 */
'use strict';

const readline = require('node:readline');

const kakaocert = require('kakaocert');

const AT_HOME = /^http:\/\/127\.0\.0\.1:[0-9]+$/;
const OVER_TLS = { url: /^https:\/\/[a-z]+\.example$/, host: /^[a-z]+\.example$/ };

/** What no call has asked for: errors that reach the default handler, and a second answer to one call. @type {unknown[]} */
const strays = [];

/** @param {unknown} error */
const plain = (error) => (error instanceof Error ? { code: error.code, message: error.message } : error);

/**
 * @param {Record<string, unknown>} configuration
 * @param {string} [serviceHost] for TLS, where the client ignores its configuration's ServiceURL
 */
function makeService(configuration, serviceHost) {
  const { AuthURL, ServiceURL } = configuration;
  const here = AT_HOME.test(AuthURL) && AT_HOME.test(ServiceURL) && serviceHost === undefined;
  const overTls = OVER_TLS.url.test(AuthURL) && ServiceURL === undefined && OVER_TLS.host.test(serviceHost);
  if (!here && !overTls) throw new Error('this configuration would reach the real KakaoCert');
  // Without a handler the client throws where nobody can catch it.
  const defaultErrorHandler = (/** @type {unknown} */ error) => void strays.push(plain(error));
  kakaocert.config({ ...configuration, defaultErrorHandler });
  const service = kakaocert.KakaocertService();
  if (serviceHost !== undefined) service.ServiceURL = serviceHost;
  return service;
}

/**
 * @param {any} service
 * @param {{ name: string, parameters: unknown[] }} call
 * @param {number} withinMs after which a call counts as one that the client never answers
 */
function outcomeOf(service, { name, parameters }, withinMs) {
  return new Promise((resolve) => {
    let answered = false;
    /** @param {Record<string, unknown>} outcome */
    const answer = (outcome) => {
      if (answered) strays.push(outcome);
      answered = true;
      resolve(outcome);
    };
    setTimeout(() => answered || answer({ silent: true }), withinMs).unref();
    try {
      service[name](
        ...parameters,
        (/** @type {unknown} */ success) => answer({ success }),
        (/** @type {unknown} */ error) => answer({ error: plain(error) }),
      );
    } catch (error) {
      answer({ thrown: String(error) });
    }
  });
}

async function main() {
  let service;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (service === undefined) {
      service = makeService(message.configuration, message.serviceHost);
      continue;
    }
    const { calls, withinMs } = message;
    const outcomes = await Promise.all(calls.map((call) => outcomeOf(service, call, withinMs)));
    process.stdout.write(`${JSON.stringify({ outcomes, strays: strays.splice(0) })}\n`);
  }
  process.exit();
}

main();
