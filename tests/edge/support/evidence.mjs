/** What the gateway says of a signature, wherever it says it. */

import assert from 'node:assert/strict';

import { unzip } from './bundle.mjs';
import { RESULT } from './rig.mjs';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./rig.mjs').Rig} Rig */

export const VALIDATE = '/api/v1/certificate/validate';
export const PASSED = 'TOTAL_PASSED';

/**
 * The bundle of a transaction, its files by name.
 * @param {Rig} rig
 * @param {string} id `{provider}/{id}`
 */
export async function bundleOf(rig, id) {
  const answer = await rig.dev.get(`/v1/transactions/${id}/evidence`);
  assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/zip'], answer.text);
  return { answer, files: unzip(answer.bytes) };
}

/** @param {Record<string, Buffer>} files */
export const reportIn = (files) => JSON.parse(files['report.json'].toString('utf8'));

/**
 * The answer, the transaction, the report and the page say the same, and it is this.
 * @param {Rig} rig
 * @param {string} id `{provider}/{id}`
 * @param {Answer} answer
 * @param {string} header
 */
export async function assertEvidence(rig, id, answer, header) {
  assert.equal(answer.headers['ingam-evidence'], header);
  const [indication, subIndication = null] = header.split('/');
  const shown = await rig.dev.get(`/v1/transactions/${id}`);
  assert.deepEqual(shown.json.evidence, { indication, subIndication });
  const { answer: bundle, files } = await bundleOf(rig, id);
  assert.equal(bundle.headers['ingam-evidence'], header);
  const report = reportIn(files);
  assert.deepEqual([report.indication, report.subIndication ?? null], [indication, subIndication]);
  assert.ok(files['report.html'].includes(header.replace('/', ' / ')));
  return { report, files };
}

/**
 * The outcome of a check: of the set, or of the document at this place in the answer.
 * @param {any} report
 * @param {string} name
 * @param {number} [index]
 * @returns {string}
 */
export function outcome(report, name, index) {
  const checks = index === undefined ? report.checks : report.documents[index].report.checks;
  return checks.find((/** @type {any} */ check) => check.name === name).outcome;
}

/**
 * Changes the next result of Toss's on its way.
 * @param {Rig} rig
 * @param {(success: any) => void} change
 */
export function alterResult(rig, change) {
  rig.tap.alter(RESULT, (bytes) => {
    const body = JSON.parse(bytes.toString('utf8'));
    change(body.success);
    return JSON.stringify(body);
  });
}

/**
 * A signature with one bit of it turned; counted from the end where the place is negative.
 * @param {string} signedDoc base64
 * @param {number} place
 */
export function flipped(signedDoc, place) {
  const bytes = Buffer.from(signedDoc, 'base64');
  const index = place < 0 ? bytes.length + place : place;
  bytes[index] ^= 1;
  return bytes.toString('base64');
}
