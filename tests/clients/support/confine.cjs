/**
 * Loaded first into every process of a client: its sockets reach 127.0.0.1 and nothing else. A client that is pointed
 * nowhere, or not as it should be, turns to LinkHub's own hosts, where people get real requests.
 *
 * CLIENT_HOSTS says which names stand for a port of this machine: `{"gateway.example:443": 40123}`.
 */
'use strict';

const net = require('node:net');

const LOOPBACK = '127.0.0.1';
/** @type {Record<string, number>} */
const ports = JSON.parse(process.env.CLIENT_HOSTS ?? '{}');
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...parameters) {
  const [options, connected] = Array.isArray(parameters[0]) ? parameters[0] : parameters;
  const place = options.path || `${options.host ?? 'localhost'}:${options.port}`;
  const port = ports[place] ?? (options.host === LOOPBACK && !options.path ? options.port : undefined);
  // Only the place changes: TLS still checks the certificate against the name.
  if (port !== undefined) return connect.call(this, { ...options, host: LOOPBACK, port }, connected);
  const error = Object.assign(new Error(`not from a test: ${place}`), { code: 'ECONFINED' });
  // As late as a refused connection, after TLS has prepared its socket.
  process.nextTick(() => this.destroy(error));
  return this;
};
