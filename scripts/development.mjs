/**
 * What the gateway is configured with for development, and only there: outside
 * `ENVIRONMENT=development` the Worker refuses every value below.
 */

/** The callers of the examples and tests. */
export const CALLERS = [
  {
    id: 'dev',
    secrets: ['aW5nYW0tZGV2ZWxvcG1lbnQtY2FsbGVyLXNlY3JldC0='],
    providers: ['toss', 'kakao'],
    clientCodes: ['020040000001'],
    origins: [],
  },
  {
    id: 'dev2',
    secrets: ['aW5nYW0tZGV2ZWxvcG1lbnQtY2FsbGVyLXR3by0tLS0='],
    providers: ['kakao'],
    clientCodes: ['020040000002'],
    origins: [],
  },
];

/** Constant, so that storage kept by `--persist` can be read by the next run. */
export const STORE_KEYS = [{ id: 'dev-1', key: 'aW5nYW0tZGV2ZWxvcG1lbnQtc3RvcmUta2V5LTAwMDE=' }];
