import { setTimeout as sleep } from 'node:timers/promises';
import { answerInstead, spoil } from './faults.js';
import { json, MAX_BODY_BYTES, readBody, send } from './http.js';

/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {import('./http.js').Call} Call */
/** @typedef {import('./http.js').Route} Route */

/**
 * Builds the request listener: control calls go to `control`, all others to the simulated endpoints, through the faults.
 * @param {object} parts
 * @param {Route[]} parts.routes
 * @param {(call: Call) => Answer} parts.control
 * @param {ReturnType<typeof import('./faults.js').createFaults>} parts.faults
 * @param {import('./stats.js').Stats} parts.stats
 * @param {(line: string) => void} parts.log
 * @param {AbortSignal} parts.closing ends answers that a fault holds back
 * @returns {import('node:http').RequestListener}
 */
export function createListener({ routes, control, faults, stats, log, closing }) {
  /** @param {Call} call */
  async function answerProvider(call) {
    const route = find(routes, call);
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
    if (!isControl) stats.countCall(method, path);
    try {
      const body = await readBody(request);
      if (body === null) {
        send(response, json(413, { error: `the body is longer than ${MAX_BODY_BYTES} bytes` }));
        return;
      }
      const call = { method, path, headers: request.headers, body };
      if (isControl) {
        send(response, control(call));
        return;
      }
      const { answer, fault } = await answerProvider(call);
      const suffix = [fault && `[fault: ${fault}]`, answer.note].filter(Boolean).join(' ');
      log(`${method} ${path} ${answer.status} ${suffix}`.trimEnd());
      if (fault === 'drop') request.socket.destroy();
      else send(response, answer);
    } catch (error) {
      if (request.destroyed && !request.complete) {
        log(`${method} ${path}: the client went away before the end of its body`);
      } else if (closing.aborted) {
        request.socket.destroy();
      } else {
        log(`${method} ${path} 500: the sandbox failed: ${error instanceof Error ? error.stack : error}`);
        if (response.headersSent) request.socket.destroy();
        else send(response, json(500, { error: 'the sandbox failed; its log says why' }));
      }
    }
  }
  return listener;
}

/**
 * @param {Route[]} routes
 * @param {Call} call
 * @returns {Route | Answer}
 */
function find(routes, { method, path }) {
  const here = routes.filter((route) => route.path === path);
  if (here.length === 0) return json(404, { error: `the sandbox has no endpoint ${path}` });
  const allow = here.map((route) => route.method).join(', ');
  return (
    here.find((route) => route.method === method) ?? json(405, { error: `${path} takes ${allow}` }, { allow })
  );
}
