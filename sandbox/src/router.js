import { setTimeout as sleep } from 'node:timers/promises';
import { answerInstead, spoil } from './faults.js';
import { json, MAX_BODY_BYTES, readBody, send } from './http.js';

/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {import('./http.js').Call} Call */
/** @typedef {import('./http.js').Route} Route */
/** @typedef {import('./http.js').Surface} Surface */

/**
 * Paths that belong to no provider, or to one that does not say how it refuses them.
 * @type {Surface}
 */
const ANYWHERE = {
  owns: () => true,
  problem: (status, why, headers) => json(status, { error: why }, headers),
};

/**
 * Builds the request listener: control calls go to `control`, all others to the simulated endpoints, through the faults.
 * @param {object} parts
 * @param {Route[]} parts.routes
 * @param {Surface[]} parts.surfaces
 * @param {(call: Call) => Answer} parts.control
 * @param {ReturnType<typeof import('./faults.js').createFaults>} parts.faults
 * @param {import('./stats.js').Stats} parts.stats
 * @param {(line: string) => void} parts.log
 * @param {AbortSignal} parts.closing ends answers that a fault holds back
 * @returns {import('node:http').RequestListener}
 */
export function createListener({ routes, surfaces, control, faults, stats, log, closing }) {
  /**
   * @param {Call} call
   * @param {string} shown the path as the log may show it
   * @param {Surface} surface
   */
  async function answerProvider(call, shown, surface) {
    const route = find(routes, call, shown, surface);
    if ('status' in route) return { answer: route };
    const fault = faults.take(call.path);
    const answer = (fault && answerInstead(fault.kind, route)) ?? spoil(fault?.kind, route.handle(call));
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { signal: closing });
    return { answer, fault: fault?.kind };
  }

  /** @type {import('node:http').RequestListener} */
  async function listener(request, response) {
    // A client that leaves early makes the response emit an error; there is nobody left to tell.
    response.on('error', () => {});
    const method = request.method ?? '';
    const path = (request.url ?? '').split('?', 1)[0];
    const isControl = path.startsWith('/_sandbox/') || path === '/_sandbox';
    const surface = surfaces.find(({ owns }) => owns(path)) ?? ANYWHERE;
    const [route] = at(routes, path);
    const shown = route?.logged?.(path) ?? path;
    const title = `${method} ${shown}`;
    if (!isControl) stats.countCall(method, path);
    try {
      const body = await readBody(request);
      if (body === null) {
        send(response, surface.problem(413, `the body is longer than ${MAX_BODY_BYTES} bytes`));
        return;
      }
      const call = { method, path, headers: request.headers, body, address: addressOf(request) };
      if (isControl) {
        send(response, control(call));
        return;
      }
      const { answer, fault } = await answerProvider(call, shown, surface);
      const suffix = [fault && `[fault: ${fault}]`, answer.note].filter(Boolean).join(' ');
      log(`${title} ${answer.status} ${suffix}`.trimEnd());
      if (fault === 'drop') request.socket.destroy();
      else send(response, answer);
    } catch (error) {
      if (request.destroyed && !request.complete) {
        log(`${title}: the client went away before the end of its body`);
      } else if (closing.aborted) {
        request.socket.destroy();
      } else {
        log(`${title} 500: the sandbox failed: ${error instanceof Error ? error.stack : error}`);
        if (response.headersSent) request.socket.destroy();
        else send(response, surface.problem(500, 'the sandbox failed; its log says why'));
      }
    }
  }
  return listener;
}

/**
 * The routes of a path, whatever the method.
 * @param {Route[]} routes
 * @param {string} path
 */
const at = (routes, path) =>
  routes.filter((route) =>
    route.rest
      ? path.startsWith(route.path) && route.rest.test(path.slice(route.path.length))
      : path === route.path,
  );

/**
 * @param {Route[]} routes
 * @param {Call} call
 * @param {string} shown
 * @param {Surface} surface
 * @returns {Route | Answer}
 */
function find(routes, { method, path }, shown, { problem }) {
  const here = at(routes, path);
  if (here.length === 0) return problem(404, `the sandbox has no endpoint ${shown}`);
  const allow = here.map((route) => route.method).join(', ');
  return here.find((route) => route.method === method) ?? problem(405, `${shown} takes ${allow}`, { allow });
}

/**
 * The caller's address; an IPv4 address that a dual-stack socket shows inside IPv6 is given as what it is.
 * @param {import('node:http').IncomingMessage} request
 */
const addressOf = ({ socket }) => (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
