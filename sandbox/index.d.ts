/** An item of Toss's `personalData` that a result can carry. */
export type PersonalItem = 'ci' | 'name' | 'birthday' | 'gender' | 'nationality' | 'di';

export interface TossOptions {
  /** Lifetime of access tokens in seconds. Default 3599. */
  expiresIn?: number;
  /** The items that the relying party has applied for; the others are null. Default: all, as in Toss's test environment. */
  personalData?: readonly PersonalItem[];
  /**
   * What messageDigest is in a PKCS7_NO_CONTENT_WITH_ATTR signature: SHA-256 of the `doc` text (default), SHA-256 of the hash
   * that the text stands for, or that hash itself.
   */
  detachedDigest?: 'doc' | 'hash' | 'original';
  /** Whether the very same result call may be sent again, with its sessionKey. Default true. */
  allowResend?: boolean;
}

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** A loopback address. Default 127.0.0.1. */
  host?: '127.0.0.1' | '::1' | 'localhost';
  /** Takes one line per call, with the reason of every refusal. Default: stderr. */
  log?: (line: string) => void;
  /** The time that the sandbox starts from, in milliseconds since the epoch. Default: Date.now. */
  clock?: () => number;
  options?: { toss?: TossOptions };
}

/** The body of `GET /_sandbox/keys`. */
export interface SandboxKeys {
  /** The RSA key to seal session keys to: base64 of its SubjectPublicKeyInfo. */
  publicKey: string;
  tossClientId: string;
  tossClientSecret: string;
  linkId: string;
  linkSecret: string;
  /** PEM of the CA that issues the signers' certificates: the trust anchor of a verifier. */
  caCertificate: string;
  /** PEM of the root above it, for verifiers that want a self-signed anchor. */
  rootCertificate: string;
}

export interface Sandbox {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly keys: SandboxKeys;
  /** Stops listening and closes idle connections; answers under way get a second. */
  close(): Promise<void>;
}

export function startSandbox(settings?: SandboxOptions): Promise<Sandbox>;
