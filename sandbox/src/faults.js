import { gzipped } from './http.js';

/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {import('./http.js').Route} Route */
/** @typedef {{ endpoint: string, kind: string, times: number, ms?: number }} Fault */

/** Every kind of fault. Some replace the provider's action, the others spoil the answer of an action that took place. */
export const FAULT_KINDS = [
  'drop',
  'delay',
  'unauthorized',
  'html502',
  'tooMany',
  'fail200',
  'gzip',
  'garbage',
];

// An opening brace keeps clients that sniff the first byte on the JSON path; 0xff never occurs in UTF-8.
const GARBAGE = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x22, 0x7b]);

const HTML_502 = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center></body>
</html>
`;

/** A queue of faults: the oldest one whose path prefix matches is used, once per call. */
export function createFaults() {
  /** @type {Fault[]} */
  let queue = [];
  return {
    /** @param {Fault} fault */
    add(fault) {
      queue.push({ ...fault });
    },
    /**
     * @param {string} path
     * @returns {Fault | undefined}
     */
    take(path) {
      const fault = queue.find(({ endpoint }) => path.startsWith(endpoint));
      if (fault && --fault.times === 0) queue = queue.filter((other) => other !== fault);
      return fault;
    },
    reset() {
      queue = [];
    },
  };
}

/**
 * The answer of a fault that keeps the provider from acting, undefined for the other kinds.
 * @param {string} kind
 * @param {Route} route
 * @returns {Answer | undefined}
 */
export function answerInstead(kind, route) {
  switch (kind) {
    case 'unauthorized':
      return route.unauthorized();
    case 'fail200':
      return { ...route.failure(), status: 200 };
    case 'html502':
      return {
        status: 502,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: Buffer.from(HTML_502),
      };
    case 'tooMany': {
      const answer = route.tooMany();
      return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
    }
  }
}

/**
 * The answer as a fault lets it leave, after the provider has acted.
 * @param {string | undefined} kind
 * @param {Answer} answer
 * @returns {Answer}
 */
export function spoil(kind, answer) {
  switch (kind) {
    case 'gzip':
      return gzipped(answer);
    case 'garbage':
      return { ...answer, status: 200, headers: { 'content-type': 'application/json' }, body: GARBAGE };
    default:
      return answer;
  }
}
