/** What each part of the repository may import. scripts/imports.mjs holds every file to it. */

const GROUND = ['secret', 'time', 'encoding', 'entropy', 'error'];
const GROUND_CRATES = ['base64', 'subtle', 'zeroize'];
const CIPHERS = ['aes', 'aes_gcm', 'cbc', 'hmac', 'rand_core', 'rsa', 'sha1', 'sha2'];
const SERDE = ['serde'];
const JSON_CRATES = ['serde', 'serde_json'];

/**
 * The modules of the core. A module may import those of its own row, those named under `modules`
 * and the crates named under `crates`; `core` and `alloc` are free. Tests inside a file are too.
 */
export const CORE = [
  { parts: ['secret', 'encoding', 'entropy', 'error'], modules: GROUND, crates: GROUND_CRATES },
  { parts: ['time'], modules: GROUND, crates: [...GROUND_CRATES, ...SERDE] },
  { parts: ['json'], modules: GROUND, crates: [...GROUND_CRATES, ...JSON_CRATES] },
  { parts: ['cipher', 'digest'], modules: GROUND, crates: [...GROUND_CRATES, ...CIPHERS] },
  // Only with the feature of that name.
  { parts: ['dangerous'], modules: [...GROUND, 'cipher'], crates: GROUND_CRATES },
  {
    parts: ['session'],
    modules: [...GROUND, 'json', 'cipher', 'digest'],
    crates: GROUND_CRATES,
  },
  {
    // serde for the report; the DER is read by hand.
    parts: ['signed_data', 'evidence'],
    modules: [...GROUND, 'json', 'cipher', 'digest'],
    crates: [...GROUND_CRATES, ...SERDE],
  },
  {
    // `transaction` for the name of a provider.
    parts: ['caller', 'store'],
    modules: [...GROUND, 'json', 'cipher', 'digest', 'transaction'],
    crates: [...GROUND_CRATES, ...JSON_CRATES],
  },
  {
    // `session` for the type of a sealed field; JSON for the records of tokens and answers.
    parts: ['token', 'signer', 'document', 'transaction', 'exchange'],
    modules: [...GROUND, 'json', 'digest', 'session'],
    crates: [...GROUND_CRATES, ...JSON_CRATES],
  },
  {
    parts: ['provider'],
    modules: ['*', '!gateway'],
    crates: [...GROUND_CRATES, ...JSON_CRATES],
  },
  {
    parts: ['provider/toss'],
    modules: ['*', '!gateway', '!provider/kakao'],
    crates: [...GROUND_CRATES, ...JSON_CRATES, 'form_urlencoded'],
  },
  {
    parts: ['provider/kakao'],
    modules: ['*', '!gateway', '!provider/toss'],
    crates: [...GROUND_CRATES, ...JSON_CRATES],
  },
  {
    parts: ['gateway'],
    modules: ['*'],
    crates: [...GROUND_CRATES, ...JSON_CRATES, 'form_urlencoded', 'crc32fast'],
  },
];

/** Modules of the core that stay inside it. */
export const PRIVATE = ['cipher'];

/** The direct dependencies that a binding crate may have: no cryptography, and not each other. */
export const BINDINGS = {
  'ingam-wasm': ['ingam', 'wasm-bindgen', 'js-sys', 'serde', 'serde-wasm-bindgen', 'getrandom'],
  'ingam-wasm-evidence': ['ingam', 'wasm-bindgen', 'js-sys', 'serde', 'serde_json'],
  'ingam-primitives': ['ingam', 'wasm-bindgen'],
  'ingam-worker': [
    'ingam',
    'worker',
    'wasm-bindgen',
    'wasm-bindgen-futures',
    'js-sys',
    'futures-util',
    'serde',
    'serde_json',
    'getrandom',
  ],
};

/**
 * The JavaScript packages. Each imports its own files; `dependencies` says whether it may have any,
 * `node` which of its files may import `node:` modules.
 */
export const PACKAGES = [
  {
    folder: 'pkg',
    sources: ['pkg/src', 'pkg/bin'],
    dependencies: false,
    node: /^pkg\/(bin\/|src\/(entry|engine)\/node\b)/,
  },
  // Written without ingam, so that an error in one does not hide in the other.
  { folder: 'sandbox', sources: ['sandbox/src', 'sandbox/test'], dependencies: true, node: /^sandbox\// },
];
